/** Asks the server who has a phone number. */
export class CustomerSource {
    constructor(pos) {
        this.pos = pos;
    }

    /** @param {string} phone */
    async find(phone) {
        return this.pos.data.call("pos.config", "kms_find_customer", [[this.pos.config.id], phone]);
    }
}
