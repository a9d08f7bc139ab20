import { browser } from "@web/core/browser/browser";

// What was fetched before the worker of the till was there is not in its cache.
const alone = !navigator.serviceWorker?.controller;
const NEEDED = /^\/(web\/(image|static|assets)|[a-z0-9_]+\/static)\b/;
const LATER = 2_000;

/** Let the worker keep what the first visit of the till has fetched: pictures, fonts, scripts. */
export async function keepFirstVisit() {
    if (!alone || !navigator.serviceWorker) {
        return;
    }
    const { active } = await navigator.serviceWorker.ready;
    browser.setTimeout(() => {
        const urls = performance
            .getEntriesByType("resource")
            .map((entry) => new URL(entry.name))
            .filter((url) => url.origin === browser.location.origin && NEEDED.test(url.pathname))
            .map((url) => url.href);
        active?.postMessage({ urlsToCache: [...new Set(urls)] });
    }, LATER);
}
