import { PosStore } from "@point_of_sale/app/services/pos_store";
import { loyaltyIdsGenerator } from "@pos_loyalty/app/services/pos_store";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { ConnectionLostError } from "@web/core/network/rpc";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

import { keepFirstVisit } from "./first_visit";
import { IndexLoader } from "./index_loader";
import { IndexStore } from "./index_store";
import { OfflineCoupons } from "./offline_coupons";
import { OfflineTill } from "./offline_till";
import { TillIndex } from "./till_index";

patch(PosStore.prototype, {
    async setup() {
        await super.setup(...arguments);
        const index = new TillIndex(
            new IndexStore(`kms-till-${odoo.pos_config_id}-${odoo.info?.db}`)
        );
        this.kmsOfflineTill = new OfflineTill(this, index);
        this.kmsOfflineCoupons = new OfflineCoupons(this, index);
        this.kmsIndexLoader = new IndexLoader(index, (...step) =>
            this.data.orm.silent.call("pos.config", "kms_index_page", [[this.config.id], ...step])
        );
        this.kmsIndexLoader.start();
        keepFirstVisit();
        window.addEventListener("pos-network-online", () => {
            this.kmsIndexLoader.round();
            this.kmsCompletePartners();
        });
    },

    /** Customers taken from the index have only a name: fetch the rest once it can be. */
    async kmsCompletePartners() {
        const bare = this.models["res.partner"].filter(
            (partner) => partner.isSynced && partner.id > 0 && !partner.write_date
        );
        if (bare.length) {
            await this.data.read(
                "res.partner",
                bare.map((partner) => partner.id)
            );
        }
    },

    /** Core lets the whole computation stop silently when a card cannot be fetched. */
    async fetchLoyaltyCard(programId, partnerId) {
        const known = typeof partnerId === "number" && partnerId > 0;
        if (known) {
            try {
                return await super.fetchLoyaltyCard(...arguments);
            } catch (error) {
                if (!(error instanceof ConnectionLostError)) {
                    throw error;
                }
            }
        }
        const own = (card) =>
            card.partner_id?.id === partnerId && card.program_id?.id === programId;
        return (
            this.models["loyalty.card"].find(own) ||
            this.models["loyalty.card"].create({
                id: loyaltyIdsGenerator(),
                code: null,
                program_id: this.models["loyalty.program"].get(programId),
                partner_id: this.models["res.partner"].get(partnerId),
                // spending what the server has can wait until it can be asked
                points: 0,
                expiration_date: null,
            })
        );
    },

    /** Core forgets which coupons were typed, and takes their discounts off after a reload. */
    async afterProcessServerData() {
        for (const order of this.models["pos.order"].filter((one) => !one.finalized)) {
            for (const line of order.lines) {
                if (line.coupon_id && line.reward_id?.program_id?.program_type === "coupons") {
                    order._code_activated_coupon_ids = [["link", line.coupon_id]];
                }
            }
        }
        await super.afterProcessServerData(...arguments);
    },

    async activateCode(code) {
        if (!this.data.network.offline) {
            try {
                const said = await super.activateCode(...arguments);
                await this.kmsOfflineCoupons.keepCards(this.getOrder());
                return said;
            } catch (error) {
                if (!(error instanceof ConnectionLostError)) {
                    throw error;
                }
            }
        }
        return this.kmsOfflineCoupons.activate(code);
    },

    /** The basket may have grown since the code was typed. */
    async pay() {
        const order = this.getOrder();
        const { amount } = this.kmsOfflineCoupons.caps;
        if (order.kmsOfflineCodes.length && order.kmsCouponDiscount > amount) {
            this.dialog.add(AlertDialog, {
                title: _t("Coupon"),
                body: this.kmsOfflineCoupons.tooMuch(),
            });
            return;
        }
        return super.pay(...arguments);
    },

    async postSyncAllOrders(orders) {
        await super.postSyncAllOrders(...arguments);
        orders.forEach((order) => this.kmsOfflineTill.settle(order));
    },
});
