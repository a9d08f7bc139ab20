import { Timeline } from "@kms_marketing/timeline/timeline";
import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatMonetary } from "@web/views/fields/formatters";
import { clock, short } from "../quick/call_time";

const STATUSES = {
    prospect: { label: _t("Prospect"), color: "text-bg-warning" },
    customer: { label: _t("Customer"), color: "text-bg-success" },
    vip: { label: _t("VIP"), color: "text-bg-danger" },
    inactive: { label: _t("Inactive"), color: "text-bg-secondary" },
};
const CONSENTS = { consent: _t("May be called"), opt_out: _t("Does not want to be called") };

/** Who is being called: the person, what to say, what was said. */
export class CallCard extends Component {
    static template = "kms_call_session.CallCard";
    static components = { Timeline };
    static props = {
        card: Object,
        best: { type: [Object, Boolean], optional: true },
        kinds: Object,
        onCall: Function,
        onOpen: Function,
    };

    setup() {
        this.short = short;
        this.clock = clock;
        // whose timeline is open: the next card begins without
        this.state = useState({ shownId: 0 });
    }

    get hasTimeline() {
        return this.state.shownId === this.props.card.id;
    }

    toggleTimeline() {
        this.state.shownId = this.hasTimeline ? 0 : this.props.card.id;
    }

    get status() {
        return STATUSES[this.props.card.status];
    }

    get consent() {
        const { consent, is_business } = this.props.card;
        return CONSENTS[consent] || (is_business ? _t("Business number") : "");
    }

    get bestText() {
        const { hour, answered, calls } = this.props.best;
        return _t("best time %(from)s-%(to)s h (%(n)s answers of %(m)s)", {
            from: hour,
            to: hour + 1,
            n: answered,
            m: calls,
        });
    }

    money(quotation) {
        return formatMonetary(quotation.amount, { currencyId: quotation.currency_id });
    }
}
