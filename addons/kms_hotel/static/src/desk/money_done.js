import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * What follows money at the desk: the receipt is printed, and the link to the rating of a guest
 * who leaves is one tap away.
 *
 * @param {Object} env
 * @param {{params: {message: string, receipt: Object|false, rate: number|false}}} action
 */
async function moneyDone(env, { params }) {
    const { action, notification, orm } = env.services;
    const buttons = [];
    if (params.rate) {
        buttons.push({
            name: _t("Ask for a rating on WhatsApp"),
            primary: true,
            onClick: async () => {
                const ids = [params.rate];
                const ask = await orm.call("kms.reservation", "action_kms_ask_whatsapp", [ids]);
                await action.doAction(ask);
            },
        });
    }
    notification.add(params.message, { type: "success", sticky: Boolean(params.rate), buttons });
    if (params.receipt) {
        await action.doAction(params.receipt);
    }
    return { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("kms_hotel.money_done", moneyDone, { force: true });
