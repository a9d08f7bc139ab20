import { Component } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";

/** Today's visitors, newest first, with the next step of each. */
export class VisitorList extends Component {
    static template = "kms_marketing.VisitorList";
    static props = {
        visits: Array,
        orientations: Object,
        onReceive: Function,
        onQuote: Function,
    };

    time(visit) {
        return formatDateTime(deserializeDateTime(visit.arrival), { format: "HH:mm" });
    }
}
