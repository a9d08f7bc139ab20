import { Component } from "@odoo/owl";
import { paceOf } from "../card/card";

const RADIUS = 80;

/**
 * The arc of a half-circle gauge, in a box of 200 by 110.
 *
 * @param {number} share from 0 to 1; more is a full gauge
 * @returns {string} path
 */
export function arc(share) {
    const angle = Math.PI * (1 - Math.min(1, Math.max(0, share)));
    const x = 100 + RADIUS * Math.cos(angle);
    const y = 100 - RADIUS * Math.sin(angle);
    return `M ${100 - RADIUS} 100 A ${RADIUS} ${RADIUS} 0 0 1 ${x.toFixed(2)} ${y.toFixed(2)}`;
}

/**
 * A line across the arc.
 *
 * @param {number} share from 0 to 1
 * @returns {string} path
 */
export function notch(share) {
    const angle = Math.PI * (1 - share);
    const [x, y] = [Math.cos(angle), -Math.sin(angle)];
    const at = (radius) => `${(100 + radius * x).toFixed(2)} ${(100 + radius * y).toFixed(2)}`;
    return `M ${at(RADIUS - 12)} L ${at(RADIUS + 12)}`;
}

/** A figure against its target, or a share of a hundred. */
export class Gauge extends Component {
    static template = "kms_dashboard.Gauge";
    static props = {
        widget: Object,
        table: { type: Boolean, optional: true },
        drill: Function,
        openRecord: { type: Function, optional: true },
    };

    get data() {
        return this.props.widget.data;
    }

    get metric() {
        return this.props.widget.metrics[0];
    }

    get share() {
        const { value, target, progress } = this.data;
        if (target) {
            return progress / 100;
        }
        return this.metric.unit === "percent" && value !== null ? value / 100 : 0;
    }

    get pace() {
        return paceOf(this.data.pace);
    }

    /** @returns {string} the line across the arc that should be reached by tonight */
    get tonight() {
        const { expected } = this.data;
        return this.data.target && expected < 100 ? notch(expected / 100) : "";
    }

    get path() {
        return arc(this.share);
    }

    get track() {
        return arc(1);
    }
}
