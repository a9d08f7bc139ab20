import { browser } from "@web/core/browser/browser";
import { rpc } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";

import { SwitchDialog } from "@kms_pos/app/switch/switch_dialog";

/**
 * Let another cashier take over the till: at the server and as themselves. The till comes back
 * with the orders that are open.
 *
 * @param {Object} pos the till's store
 */
export async function switchCashier(pos) {
    // what was sold is whose who sold it: it goes out first, under their name
    await pos.syncAllOrders();
    if (pos.data.network.offline) {
        pos.notification.add(_t("Cashiers change when the network is back."), { type: "warning" });
        return;
    }
    const cashiers = await pos.data.call("pos.config", "kms_cashiers", [pos.config.id]);
    pos.dialog.add(SwitchDialog, {
        cashiers,
        current: pos.user.id,
        attempt: async (userId, secret) => {
            const answer = await rpc("/kms_pos/switch", {
                config_id: pos.config.id,
                user_id: userId,
                secret,
            });
            if (answer.uid) {
                browser.location.reload();
                await new Promise(() => {}); // the page goes
            } else if (answer.login) {
                browser.location.assign("/web/login");
            }
            return answer;
        },
    });
}
