import { patch } from "@web/core/utils/patch";

import { CustomerSource } from "../identify/customer_source";

/** Without the network the till's own index answers. */
patch(CustomerSource.prototype, {
    async findOffline(phone) {
        return this.pos.kmsOfflineTill ? this.pos.kmsOfflineTill.find(phone) : super.findOffline();
    },

    async cardOffline(partnerId) {
        return this.pos.kmsOfflineTill
            ? this.pos.kmsOfflineTill.card(partnerId)
            : super.cardOffline();
    },

    async createOffline(phone, name, agreed) {
        return this.pos.kmsOfflineTill
            ? this.pos.kmsOfflineTill.create(phone, name, agreed)
            : super.createOffline();
    },
});
