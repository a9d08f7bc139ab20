import { _t } from "@web/core/l10n/translation";
import { rpc, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { ReasonDialog } from "./reason_dialog";

const SIGNED_OFF = "odoo.addons.kms_marketing.exceptions.SignedOffError";
const CALLS = ["/web/dataset/call_kw", "/web/dataset/call_button"];

let askReason = null;
const send = rpc._rpc;

function withReason(params, reason) {
    const kwargs = params.kwargs || {};
    return {
        ...params,
        kwargs: { ...kwargs, context: { ...kwargs.context, kms_register_reason: reason } },
    };
}

/**
 * A call that corrects a signed-off line without saying why is refused by the server. Ask for the
 * reason and send the same call again with it, whatever form, list or button it came from.
 */
rpc._rpc = function (url, params, settings) {
    const request = send(url, params, settings);
    if (!CALLS.some((call) => url.startsWith(call))) {
        return request;
    }
    const answer = request.catch(async (error) => {
        if (!askReason || !(error instanceof RPCError) || error.exceptionName !== SIGNED_OFF) {
            throw error;
        }
        const reason = await askReason(error.data.message);
        if (!reason) {
            error.answered = true;
            throw error;
        }
        return send(url, withReason(params, reason), settings);
    });
    answer.abort = (...args) => request.abort(...args);
    return answer;
};

/** Who was asked and gave no reason knows why nothing was saved. */
function answeredHandler(env, error, originalError) {
    if (originalError instanceof RPCError && originalError.answered) {
        error.unhandledRejectionEvent?.preventDefault();
        return true;
    }
    return false;
}

export const reasonService = {
    dependencies: ["dialog"],
    start(env, { dialog }) {
        askReason = (message) =>
            new Promise((resolve) => {
                dialog.add(
                    ReasonDialog,
                    {
                        title: _t("This register is signed off"),
                        message,
                        confirmLabel: _t("Correct"),
                        onConfirm: resolve,
                    },
                    { onClose: () => resolve(null) }
                );
            });
    },
};

registry.category("services").add("kms_register_reason", reasonService);
registry.category("error_handlers").add("kms_register_reason", answeredHandler, { sequence: 90 });
