import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";

/** Channel, salesperson, product family, campaign and, where an addon knows some, segment. */
export class FilterBar extends Component {
    static template = "kms_dashboard.FilterBar";
    static components = { Dropdown, RecordSelector };
    static props = {
        filters: Object,
        names: { type: Object, optional: true },
        segment: { type: [Object, String, Boolean], optional: true },
        update: Function,
    };

    get channels() {
        return [
            ["showroom", _t("Showroom")],
            ["field", _t("Field")],
            ["digital", _t("Digital")],
            ["hotel", _t("Hotel & residences")],
            ["training", _t("Training (IFP-KMS)")],
        ];
    }

    get records() {
        const { segment } = this.props;
        return [
            ...(segment ? [["subject_id", segment.model, segment.name, []]] : []),
            ["user_id", "res.users", _t("Salesperson"), [["share", "=", false]]],
            ["categ_id", "product.category", _t("Product family"), []],
            ["campaign_id", "utm.campaign", _t("Campaign"), []],
        ];
    }

    get active() {
        const channel = this.channels.find(([code]) => code === this.props.filters.kms_channel);
        return [channel?.[1], ...Object.values(this.props.names || {})].filter(Boolean);
    }

    set(name, value) {
        const filters = { ...this.props.filters };
        delete filters[name];
        this.props.update(value ? { ...filters, [name]: value } : filters);
    }
}
