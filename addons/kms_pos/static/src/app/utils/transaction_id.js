import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { TextInputPopup } from "@point_of_sale/app/components/popups/text_input_popup/text_input_popup";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";

/** A slow network counts as none: the server looks again when the order arrives. */
const CHECK_TIMEOUT = 3000;

export function normaliseTransactionId(text) {
    return (text || "").replace(/\s+/g, "").toUpperCase();
}

/** Whether another payment on this very till carries the id. */
function isUsedHere(pos, payment, ref) {
    return pos.models["pos.payment"].some(
        (other) =>
            other.uuid !== payment.uuid &&
            other.transaction_id === ref &&
            other.payment_method_id?.kms_mobile_operator ===
                payment.payment_method_id.kms_mobile_operator
    );
}

/** @returns {Promise<string>} why the server refuses the id; empty when it does not, or is away */
async function askServer(pos, payment, ref) {
    const answer = pos.data
        .call("pos.payment.method", "kms_check_transaction", [[payment.payment_method_id.id], ref])
        .catch((error) => {
            if (error instanceof ConnectionLostError) {
                return "";
            }
            throw error;
        });
    const patience = new Promise((resolve) => setTimeout(resolve, CHECK_TIMEOUT, ""));
    return Promise.race([answer, patience]);
}

function warn(pos, body) {
    return new Promise((resolve) => {
        pos.dialog.add(AlertDialog, { title: _t("Transaction id"), body }, { onClose: resolve });
    });
}

/**
 * Ask for the operator's transaction id until one is accepted or the cashier gives up.
 *
 * @returns {Promise<boolean>} whether the payment carries an id now
 */
export async function askTransactionId(pos, payment) {
    for (;;) {
        const text = await makeAwaitable(pos.dialog, TextInputPopup, {
            title: _t("%s: transaction id", payment.payment_method_id.name),
            placeholder: _t("As in the operator's message"),
            startingValue: payment.transaction_id || "",
            size: "md",
        });
        if (text === undefined) {
            return false;
        }
        const ref = normaliseTransactionId(text);
        const refusal = ref && (await refuse(pos, payment, ref));
        if (ref && !refusal) {
            payment.transaction_id = ref;
            return true;
        }
        await warn(
            pos,
            refusal || _t("A mobile money payment needs the operator's transaction id.")
        );
    }
}

async function refuse(pos, payment, ref) {
    if (isUsedHere(pos, payment, ref)) {
        return _t("The transaction id %s is already on another order of this till.", ref);
    }
    return askServer(pos, payment, ref);
}
