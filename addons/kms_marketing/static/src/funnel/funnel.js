import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";
import { Component, onWillStart, useState } from "@odoo/owl";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

// A step with nobody still shows where its bar would be.
const NARROWEST = 1;

/** How many prospects reached each step of the pipeline, and how long they stayed there. */
export class Funnel extends Component {
    static template = "kms_marketing.Funnel";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.reachedTitle = _t("reached");
        this.hereTitle = _t("now here");
        this.lostTitle = _t("lost here");
        this.state = useState({ choices: {}, filters: {}, steps: [] });
        onWillStart(async () => {
            const { filters, steps, ...choices } = await this.orm.call("kms.funnel", "load", []);
            Object.assign(this.state, { choices, filters, steps });
        });
    }

    get isEmpty() {
        return !this.state.steps[0]?.reached;
    }

    get selects() {
        return [
            { name: "channel", label: _t("Channel"), choices: this.state.choices.channels },
            { name: "user_id", label: _t("Salesperson"), choices: this.state.choices.user_id },
            { name: "source_id", label: _t("Source"), choices: this.state.choices.source_id },
            { name: "campaign_id", label: _t("Campaign"), choices: this.state.choices.campaign_id },
        ];
    }

    get days() {
        return [
            { name: "date_from", label: _t("From") },
            { name: "date_to", label: _t("To") },
        ];
    }

    width(step) {
        return Math.max(NARROWEST, step.share || 0);
    }

    number(value) {
        return formatInteger(value);
    }

    rate(value) {
        return value === null ? "–" : `${value} %`;
    }

    duration(value) {
        return value === null ? "–" : _t("%s d.", formatFloat(value, { digits: [16, 1] }));
    }

    async filter(name, value) {
        const number = name.endsWith("_id");
        const filters = { ...this.state.filters, [name]: number ? Number(value) || false : value };
        const call = this.orm.call("kms.funnel", "refresh", [filters]);
        Object.assign(this.state, await this.keepLast.add(call));
    }

    /** List the prospects behind one number. */
    open(step, kind, title) {
        this.action.doAction({
            type: "ir.actions.act_window",
            name: `${step.label}: ${title}`,
            res_model: "crm.lead",
            domain: step.domains[kind],
            views: [
                [false, "list"],
                [false, "form"],
            ],
            context: { active_test: false, create: false },
        });
    }
}

registry.category("actions").add("kms_marketing.funnel", Funnel, { force: true });
