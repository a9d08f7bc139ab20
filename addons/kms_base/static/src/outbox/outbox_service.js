import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { Outbox } from "./outbox";
import { OutboxStore } from "./outbox_store";

export const outboxService = {
    start() {
        // Named by database and user: on a shared phone nobody sends what another one wrote.
        const outbox = new Outbox(new OutboxStore(`kms_outbox:${session.db}:${user.userId}`));
        outbox.start();
        return outbox;
    },
};

registry.category("services").add("kms_outbox", outboxService);
