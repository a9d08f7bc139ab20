import { Component } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";

/** What to offer instead of a product that is out of stock; nobody is kept from selling it. */
export class RuptureDialog extends Component {
    static template = "kms_coordination_pos.RuptureDialog";
    static components = { Dialog };
    static props = { name: String, expected: String, alternatives: Array, close: Function };

    setup() {
        this.pos = usePos();
    }

    get expected() {
        return this.props.expected && formatDate(deserializeDate(this.props.expected));
    }

    price(alternative) {
        return this.env.utils.formatCurrency(alternative.price);
    }

    /** A product that this till does not sell is shown, not added. */
    canAdd(alternative) {
        return Boolean(this.pos.models["product.template"].get(alternative.template_id));
    }

    async add(alternative) {
        this.props.close();
        await this.pos.addLineToCurrentOrder({
            product_tmpl_id: this.pos.models["product.template"].get(alternative.template_id),
        });
    }
}
