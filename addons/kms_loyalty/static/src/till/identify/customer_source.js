/** Where the till learns who its customers are. */
export class CustomerSource {
    constructor(pos) {
        this.pos = pos;
    }

    async find(phone) {
        return this.findOffline(phone);
    }

    async findOffline() {
        return { state: "offline", customers: [] };
    }

    async cardOffline() {
        return { state: "offline", customers: [] };
    }

    async createOffline() {
        return { state: "offline", customers: [] };
    }
}
