import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";

/** How far the campaign is and how fast the seller goes. */
export class SessionHead extends Component {
    static template = "kms_call_session.SessionHead";
    static props = {
        name: String,
        progress: Object,
        paused: Boolean,
        canUndo: Boolean,
        onPause: Function,
        onUndo: Function,
        onLeave: { type: Function, optional: true },
    };

    get text() {
        const { called, prospect, interested, callback, no } = this.props.progress;
        return _t(
            "%(called)s of %(all)s called, %(interested)s interested, %(callback)s to call back, %(no)s no",
            {
                called: formatInteger(called),
                all: formatInteger(prospect),
                interested: formatInteger(interested),
                callback: formatInteger(callback),
                no: formatInteger(no),
            }
        );
    }

    get pauseLabel() {
        return this.props.paused ? _t("Go on") : _t("Pause");
    }

    get pace() {
        const { me } = this.props.progress;
        return me ? _t("%(count)s calls/h", { count: me.an_hour }) : "";
    }

    get rate() {
        const { me } = this.props.progress;
        return me && me.calls
            ? _t("%(rate)s % answered", { rate: Math.round((100 * me.answered) / me.calls) })
            : "";
    }

    get share() {
        const { called, prospect, refused } = this.props.progress;
        return Math.min(100, Math.round((100 * called) / Math.max(1, prospect - refused)));
    }
}
