import { Component, onWillStart, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { ReasonDialog } from "./reason_dialog";
import { RegisterCard } from "./register_card";

/** The close of day: each register with its figures, what is odd, and the manager's signature. */
export class DayClosing extends Component {
    static template = "kms_marketing.DayClosing";
    static components = { RegisterCard };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.state = useState({ day: "", today: "", registers: [], saving: false });
        onWillStart(() => this.load(this.props.action.params?.day || false));
    }

    call(method, ...args) {
        return this.orm.call("kms.register", method, args);
    }

    async load(day) {
        Object.assign(this.state, await this.call("load_day", day));
    }

    get label() {
        const day = deserializeDate(this.state.day).toFormat("cccc d LLLL yyyy");
        return day.charAt(0).toUpperCase() + day.slice(1);
    }

    get open() {
        return this.state.registers.filter(({ closing }) => closing?.state !== "closed");
    }

    get isToday() {
        return this.state.day === this.state.today;
    }

    move(days) {
        return this.load(serializeDate(deserializeDate(this.state.day).plus({ days })));
    }

    /** @param {{id: number, checks: Object[]}[]} registers */
    signOff(registers) {
        const odd = registers
            .flatMap(({ checks }) => checks)
            .reduce((sum, { count }) => sum + count, 0);
        if (!odd) {
            return this.save(registers);
        }
        this.dialog.add(ConfirmationDialog, {
            title: _t("Sign off all the same?"),
            body: _t(
                "%(count)s lines are incomplete or odd. Once signed off, each correction takes a reason.",
                { count: odd }
            ),
            confirmLabel: _t("Sign off"),
            confirm: () => this.save(registers),
            cancel: () => {},
        });
    }

    async save(registers) {
        this.state.saving = true;
        try {
            const ids = registers.map(({ id }) => id);
            Object.assign(this.state, await this.call("close_day", this.state.day, ids));
        } finally {
            this.state.saving = false;
        }
    }

    reopen(register) {
        this.dialog.add(ReasonDialog, {
            title: _t("Reopen %(register)s", { register: register.name }),
            message: _t("Its lines can be changed freely until it is signed off again."),
            confirmLabel: _t("Reopen"),
            onConfirm: async (reason) => {
                const answer = await this.call("reopen_day", this.state.day, register.id, reason);
                Object.assign(this.state, answer);
            },
        });
    }

    async openLines(register, checkId = false) {
        this.action.doAction(
            await this.orm.call("kms.register", "action_open_lines", [
                [register.id],
                this.state.day,
                checkId,
            ])
        );
    }

    openCorrections(register) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "kms.register.closing",
            res_id: register.closing.id,
            views: [[false, "form"]],
        });
    }

    async print(registers) {
        const ids = registers.map(({ id }) => id);
        this.action.doAction(
            await this.orm.call("kms.register", "action_print_day", [ids, this.state.day])
        );
    }

    async exportLines(register) {
        const data = await this.orm.call("kms.register", "get_export", [
            [register.id],
            this.state.day,
        ]);
        await download({ url: "/web/export/xlsx", data: { data: JSON.stringify(data) } });
    }
}

registry.category("actions").add("kms_marketing.day_closing", DayClosing, { force: true });
