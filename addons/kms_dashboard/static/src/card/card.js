import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

const WIDTH = 100;
const HEIGHT = 24;

/**
 * Points of a sparkline in a box of 100 by 24.
 *
 * @param {(number|null)[]} values
 * @returns {string} as `polyline` takes them; empty when there is no line to draw
 */
export function sparkline(values) {
    const known = values.filter((value) => value !== null);
    if (known.length < 2) {
        return "";
    }
    const low = Math.min(0, ...known);
    const span = Math.max(...known) - low || 1;
    return values
        .map((value, index) => [index, value])
        .filter(([, value]) => value !== null)
        .map(([index, value]) => {
            const x = (index / (values.length - 1)) * WIDTH;
            const y = HEIGHT - 1 - ((value - low) / span) * (HEIGHT - 2);
            return `${x.toFixed(1)},${y.toFixed(1)}`;
        })
        .join(" ");
}

/**
 * How a figure stands against its target tonight: never by colour alone.
 *
 * @param {"ahead"|"on_time"|"behind"|null|undefined} pace
 * @returns {{text: string, icon: string, color: string}|null}
 */
export function paceOf(pace) {
    return (
        {
            ahead: { text: _t("Ahead"), icon: "fa-arrow-up", color: "text-success" },
            on_time: { text: _t("On time"), icon: "fa-check", color: "text-success" },
            behind: { text: _t("Behind"), icon: "fa-exclamation-triangle", color: "text-danger" },
        }[pace] || null
    );
}

/** One figure: value, change, sparkline, and the target when there is one. */
export class Card extends Component {
    static template = "kms_dashboard.Card";
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

    get line() {
        return sparkline(this.data.points);
    }

    get pace() {
        return paceOf(this.data.pace);
    }

    get tonight() {
        return _t("By tonight: %s", this.data.expected_text);
    }

    get change() {
        const { change } = this.data;
        if (change === null || change === undefined) {
            return null;
        }
        const up = change > 0;
        const good = up === this.metric.higher_is_better;
        return {
            text: `${Math.abs(change).toLocaleString(undefined, { maximumFractionDigits: 1 })} %`,
            icon: change === 0 ? "fa-minus" : up ? "fa-arrow-up" : "fa-arrow-down",
            color: change === 0 ? "text-muted" : good ? "text-success" : "text-danger",
        };
    }
}
