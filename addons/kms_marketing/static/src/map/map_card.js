import { Component } from "@odoo/owl";
import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    formatDateTime,
} from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { navigationLink } from "../field/position";
import { resultIcon } from "../field/results";

/** What is known of one point of the map, with its next step and what can be done now. */
export class MapCard extends Component {
    static template = "kms_marketing.MapCard";
    static props = {
        card: Object,
        results: Object,
        canPlan: Boolean,
        isSelected: Boolean,
        onClose: Function,
        onOpen: Function,
        onSelect: Function,
    };

    setup() {
        this.resultIcon = resultIcon;
    }

    get way() {
        return navigationLink(this.props.card);
    }

    get dial() {
        return `tel:${this.props.card.phone.replace(/[^\d+]/g, "")}`;
    }

    get date() {
        const format = `${localization.dateFormat} HH:mm`;
        return formatDateTime(deserializeDateTime(this.props.card.date), { format });
    }

    get nextDate() {
        return formatDate(deserializeDate(this.props.card.next_date));
    }
}
