import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { useInterval } from "./interval";
import { WallBar } from "./wall_bar";
import { WallFigure } from "./wall_figure";

const REFRESH = 15_000;
const { DateTime } = luxon;

/** Today's calls, to be read across the room. Refreshes itself. */
export class CallWall extends Component {
    static template = "kms_call_session.CallWall";
    static components = { WallBar, WallFigure };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Wallboard");

    setup() {
        this.orm = useService("orm");
        this.state = useState({ wall: null, at: "", stale: false });
        onWillStart(() => this.load());
        useInterval(() => this.load(), REFRESH);
    }

    async load() {
        try {
            this.state.wall = await this.orm.silent.call("kms.call.wall", "load", []);
            this.state.at = DateTime.now().toFormat("HH:mm");
            this.state.stale = false;
        } catch (error) {
            if (!this.state.wall) {
                throw error;
            }
            // the screen on the wall keeps what it has until the line is back
            this.state.stale = true;
        }
    }

    get title() {
        return _t("%(company)s, calls of today", { company: this.state.wall.company });
    }

    get figures() {
        const { total } = this.state.wall;
        const rate = (part, whole, share) =>
            share === false
                ? _t("%(part)s of %(whole)s", { part, whole })
                : _t("%(part)s of %(whole)s, %(share)s %", { part, whole, share });
        return [
            { label: _t("Calls"), value: total.calls },
            { label: _t("Calls an hour"), value: total.an_hour },
            {
                label: _t("Answered"),
                value: total.answered,
                detail: rate(total.answered, total.calls, total.answer_rate),
            },
            {
                label: _t("Interested"),
                value: total.interested,
                detail: rate(total.interested, total.answered, total.conversion),
            },
            { label: _t("Appointments"), value: total.appointments },
            { label: _t("Talk share (%)"), value: total.talk_share },
        ];
    }
}

registry.category("actions").add("kms_call_session.wall", CallWall, { force: true });
