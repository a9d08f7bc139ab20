import { ConnectionLostError } from "@web/core/network/rpc";
import { patch } from "@web/core/utils/patch";

import { CustomerSource } from "../identify/customer_source";

let offlineTill = null;

/** @param {import("./offline_till").OfflineTill} till the one that is asked without the network */
export function useOfflineTill(till) {
    offlineTill = till;
}

patch(CustomerSource.prototype, {
    async find(phone) {
        if (offlineTill?.pos.data.network.offline) {
            return offlineTill.find(phone);
        }
        try {
            return await super.find(...arguments);
        } catch (error) {
            if (!offlineTill || !(error instanceof ConnectionLostError)) {
                throw error;
            }
            return offlineTill.find(phone);
        }
    },
});
