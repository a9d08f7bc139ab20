import { browser } from "@web/core/browser/browser";

// The till opens first; then a page every so often, so that it sells undisturbed.
const FIRST = 3_000;
const BETWEEN = 150;
const AGAIN = 5 * 60_000;

/** Keeps the till's index up to date in the background. */
export class IndexLoader {
    /**
     * @param {import("./till_index").TillIndex} index
     * @param {(known, since, stage, after) => Promise<object>} fetchPage
     */
    constructor(index, fetchPage) {
        this.index = index;
        this.fetchPage = fetchPage;
        this.running = null;
        this.failed = false;
    }

    start() {
        this.timer = browser.setTimeout(() => this.round(), FIRST);
    }

    async round() {
        browser.clearTimeout(this.timer);
        this.running ||= this.load().finally(() => {
            this.running = null;
            browser.clearTimeout(this.timer);
            this.timer = browser.setTimeout(() => this.round(), AGAIN);
        });
        return this.running;
    }

    async load() {
        const pause = () => new Promise((resolve) => browser.setTimeout(resolve, BETWEEN));
        const work = () => this.index.refresh(this.fetchPage, pause);
        try {
            // two windows of one till: the second one would add every entry again
            const locks = window.navigator.locks;
            await (locks ? locks.request(this.index.store.name, work) : work());
        } catch {
            // Without the network, or closed meanwhile: the next round goes on where this one was.
            this.failed = true;
            return;
        }
        this.failed = false;
    }
}
