import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** How far a campaign is. */
export class WallBar extends Component {
    static template = "kms_call_session.WallBar";
    static props = { campaign: Object };

    get share() {
        const { called, prospect, refused } = this.props.campaign;
        return Math.min(100, Math.round((100 * called) / Math.max(1, prospect - refused)));
    }

    get text() {
        const { called, prospect, interested, callback, no } = this.props.campaign;
        return _t(
            "%(called)s of %(all)s called, %(interested)s interested, %(callback)s to call back, %(no)s no",
            { called, all: prospect, interested, callback, no }
        );
    }
}
