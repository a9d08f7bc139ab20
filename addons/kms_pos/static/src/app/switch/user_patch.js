import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { patch } from "@web/core/utils/patch";
import { user } from "@web/core/user";

// Core takes the first user it knows; an open order brings who began it along.
patch(PosStore.prototype, {
    async processServerData() {
        const result = await super.processServerData(...arguments);
        const users = this.data.models["res.users"];
        if (!users.get(user.userId)) {
            // the till was taken over: what it keeps is of who was there before
            const [found] = await this.data.read("res.users", [user.userId]);
            if (found) {
                const manages = found.raw.all_group_ids?.includes(
                    this.config.raw.group_pos_manager_id
                );
                found._role = manages ? "manager" : "cashier";
            }
        }
        this.user = users.get(user.userId) || this.user;
        return result;
    },
});

patch(PosOrder.prototype, {
    get user() {
        return this.models["res.users"].get(user.userId) || super.user;
    },
});
