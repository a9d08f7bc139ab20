import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";

/** How far the import is, and how long it still takes. */
export class ImportProgress extends Component {
    static template = "kms_marketing.ImportProgress";
    static props = { progress: Object, offline: Boolean, onCancel: Function };

    get percent() {
        const { done, total } = this.props.progress;
        return total ? Math.min(100, Math.floor((100 * done) / total)) : 0;
    }

    get rows() {
        const { done, total } = this.props.progress;
        return total
            ? _t("%(done)s rows of %(total)s", {
                  done: formatInteger(done),
                  total: formatInteger(total),
              })
            : _t("Waiting for its turn...");
    }

    get remaining() {
        const { done, total, seconds } = this.props.progress;
        if (!done || this.props.progress.cancelled) {
            return "";
        }
        const left = Math.ceil((seconds * Math.max(total - done, 0)) / done);
        return left < 90
            ? _t("about %s s left", left)
            : _t("about %s min left", Math.round(left / 60));
    }
}
