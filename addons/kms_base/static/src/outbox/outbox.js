import { EventBus, reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ConnectionAbortedError, ConnectionLostError, rpc } from "@web/core/network/rpc";
import { user } from "@web/core/user";

// Waiting longer each time, in milliseconds; the network's return and a look at the page cut it short.
const DELAYS = [2000, 5000, 15000, 30000, 60000];
// A call that hangs on a weak network is given up and tried again.
const TIMEOUT = 60000;
// What a person has to correct: sending it again as it is would be refused again.
const REFUSALS = new Set([
    "odoo.exceptions.AccessError",
    "odoo.exceptions.MissingError",
    "odoo.exceptions.RedirectWarning",
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
]);

/**
 * Calls that must reach the server, whatever the network does: written down first, sent in order,
 * deleted once the server has answered.
 *
 * Delivery is *at least once*: a connection may die after the server's commit. The method called
 * must therefore have one effect however often it arrives, on an identifier made here.
 */
export class Outbox {
    /**
     * @param {import("./outbox_store").OutboxStore} store
     */
    constructor(store) {
        this.store = store;
        this.bus = new EventBus();
        /** What waits, oldest first; `error` is the server's sentence when it refused. */
        this.state = reactive({ items: [], signedOut: false });
        /** How many the server has received from this page. */
        this.sent = 0;
        this.attempt = 0;
        this.timer = null;
        this.flushing = null;
        this.onChange = () => this.refresh();
    }

    /** Read what an earlier page left, and send it. */
    async start() {
        if (browser.BroadcastChannel) {
            this.channel = new browser.BroadcastChannel(this.store.name);
            this.channel.onmessage = this.onChange;
        }
        browser.addEventListener("online", () => this.flush());
        document.addEventListener("visibilitychange", () => {
            if (document.visibilityState === "visible" && this.waiting) {
                this.flush();
            }
        });
        try {
            await this.refresh();
        } catch {
            // A browser that keeps nothing: calls are sent at once or fail, as everywhere else.
            return;
        }
        await this.flush();
    }

    get waiting() {
        return this.state.items.filter((item) => !item.error).length;
    }

    /**
     * Have a public method called, now or when the network is back.
     *
     * @param {object} item
     * @param {string} item.model
     * @param {string} item.method idempotent, see above
     * @param {any[]} item.args plain values, kept as they are
     * @param {string} item.label what the person reads while it waits
     * @param {string} [item.key] a later item with the same key replaces this one
     * @param {object} [item.info] whatever the screen wants to show of it
     * @returns {Promise<void>} resolved when it is kept, not when it is sent
     */
    async push(item) {
        // The companies are those of the moment it was written, not of the moment it is sent.
        const kept = { ...item, context: { ...user.context }, created: Date.now(), error: "" };
        try {
            await this.store.put(kept);
        } catch {
            const result = await this.call(kept);
            this.bus.trigger("sent", { item: kept, result });
            return;
        }
        browser.navigator.storage?.persist?.();
        await this.changed();
        this.attempt = 0;
        this.flush();
    }

    /**
     * Read from the server what is also written through here. An answer that was on its way when
     * something was sent may be older than that: it is read again.
     *
     * @template T
     * @param {() => Promise<T>} fetch
     * @returns {Promise<T>}
     */
    async read(fetch) {
        const { sent } = this;
        const result = await fetch();
        return sent === this.sent ? result : this.read(fetch);
    }

    /** Send what the server refused once more. */
    async retry(id) {
        await this.store.setError(id, "");
        await this.changed();
        await this.flush();
    }

    async discard(id) {
        await this.store.remove(id);
        await this.changed();
    }

    async refresh() {
        const items = await this.store.all();
        this.state.items = items.map(({ args, context, ...item }) => item);
    }

    async changed() {
        await this.refresh();
        this.channel?.postMessage("changed");
    }

    /** Send all that waits; a second call joins the first and looks once more at its end. */
    flush() {
        this.again = Boolean(this.flushing);
        this.flushing ||= this.exclusively(() => this.sendAll()).finally(() => {
            this.flushing = null;
            return this.again && !this.timer ? this.flush() : undefined;
        });
        return this.flushing;
    }

    /** One tab at a time; two would only send everything twice. */
    async exclusively(work) {
        const locks = browser.navigator.locks;
        if (!locks) {
            return work();
        }
        await locks.request(this.store.name, { ifAvailable: true }, async (lock) => {
            if (lock) {
                await work();
            } else if (this.waiting) {
                this.wait();
            }
        });
    }

    async sendAll() {
        browser.clearTimeout(this.timer);
        this.timer = null;
        let failed = false;
        for (const item of await this.store.all()) {
            if (item.error) {
                continue;
            }
            if (browser.navigator.onLine === false) {
                // The browser says when it is back.
                return;
            }
            const outcome = await this.send(item);
            if (outcome === "stop") {
                this.wait();
                return;
            }
            failed ||= outcome === "later";
        }
        this.attempt = failed ? this.attempt : 0;
        if (failed) {
            this.wait();
        }
    }

    /** @returns {Promise<"done"|"later"|"stop">} one bad item does not hold up the others */
    async send(item) {
        let result;
        try {
            result = await this.call(item);
        } catch (error) {
            if (error instanceof ConnectionLostError || error instanceof ConnectionAbortedError) {
                return "stop";
            }
            if (REFUSALS.has(error.exceptionName)) {
                await this.store.setError(item.id, error.data?.message || error.message);
                await this.changed();
                return "done";
            }
            this.state.signedOut = error.exceptionName === "odoo.http.SessionExpiredException";
            return this.state.signedOut ? "stop" : "later";
        }
        this.state.signedOut = false;
        this.sent++;
        await this.store.remove(item.id);
        await this.changed();
        this.bus.trigger("sent", { item, result });
        return "done";
    }

    async call({ model, method, args, context }) {
        const request = rpc(
            `/web/dataset/call_kw/${model}/${method}`,
            { model, method, args, kwargs: { context } },
            { silent: true }
        );
        const alarm = browser.setTimeout(() => request.abort?.(), TIMEOUT);
        try {
            return await request;
        } finally {
            browser.clearTimeout(alarm);
        }
    }

    wait() {
        browser.clearTimeout(this.timer);
        const delay = DELAYS[Math.min(this.attempt++, DELAYS.length - 1)];
        this.timer = browser.setTimeout(() => {
            this.timer = null;
            this.flush();
        }, delay);
    }
}
