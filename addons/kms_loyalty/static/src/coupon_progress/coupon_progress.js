import { formatInteger } from "@web/views/fields/formatters";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useService } from "@web/core/utils/hooks";

import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";

/**
 * How far the codes of a campaign are, and what drives them while the screen is open.
 *
 * Each call does one portion. A screen that is closed, or loses the network, leaves the rest to the
 * server, which goes on by itself.
 */
export class CouponProgress extends Component {
    static template = "kms_loyalty.CouponProgress";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ ...this.props.record.data[this.props.name], waits: false });
        this.open = true;
        onMounted(() => this.advance());
        onWillUnmount(() => (this.open = false));
    }

    get busy() {
        return this.state.state === "running" || this.state.mailing;
    }

    get percent() {
        return Math.floor((100 * this.state.made) / Math.max(1, this.state.total));
    }

    get made() {
        return formatInteger(this.state.made || 0);
    }

    get total() {
        return formatInteger(this.state.total || 0);
    }

    async advance() {
        const { resId, resModel } = this.props.record;
        while (this.open && this.busy) {
            try {
                const answer = await this.orm.silent.call(resModel, "kms_advance", [[resId]]);
                Object.assign(this.state, answer);
            } catch {
                // the server's own run goes on
                this.state.waits = true;
                return;
            }
        }
        if (this.open) {
            await this.props.record.load();
        }
    }
}

export const couponProgress = { component: CouponProgress, supportedTypes: ["json"] };

registry.category("fields").add("kms_coupon_progress", couponProgress);
