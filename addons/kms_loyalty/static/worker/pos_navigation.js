// @odoo-module ignore
/* eslint-disable no-restricted-globals */

/**
 * Reloading any address of the point of sale brings it back without the network.
 *
 * Core keeps a page per address that was fetched, and the till changes its address without fetching
 * it. All addresses of a till are the same page: it is kept once, under the shortest one, and never
 * with what only the first opening from the back end asks for.
 */
const PAGES = "kms-pos-pages";
const TRANSLATIONS = "/web/webclient/translations";
const LAST = "/pos/ui";
const TILL = /^\/pos\/ui\/(\d+)(\/|$)/;

function shortest(url) {
    const found = new URL(url).pathname.match(TILL);
    return found && `${LAST}/${found[1]}`;
}

async function keep(address, response) {
    // a redirection is the login or the list of tills
    if (response.ok && !response.redirected) {
        const pages = await caches.open(PAGES);
        await pages.put(LAST, response.clone());
        await pages.put(address, response);
    }
}

async function kept(address) {
    const pages = await caches.open(PAGES);
    return (
        (address && (await pages.match(address))) ||
        (await caches.match(address || LAST)) ||
        (await pages.match(LAST)) ||
        Response.error()
    );
}

async function navigate(event, address) {
    try {
        const response = await fetch(event.request);
        if (address && response.ok && !response.redirected) {
            const plain = !new URL(event.request.url).search;
            const page = plain ? Promise.resolve(response.clone()) : fetch(address);
            event.waitUntil(page.then((found) => keep(address, found)).catch(() => {}));
        }
        return response;
    } catch {
        return kept(address);
    }
}

/** Without the network there are no newer translations than those the page says it has. */
async function translate(event) {
    try {
        return await fetch(event.request);
    } catch {
        const hash = new URL(event.request.url).searchParams.get("hash");
        return hash ? Response.json({ hash }) : Response.error();
    }
}

// the page of the first visit too, not only the one after it
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
    const path = new URL(event.request.url).pathname;
    if (path === TRANSLATIONS) {
        event.stopImmediatePropagation();
        event.respondWith(translate(event));
        return;
    }
    if (event.request.mode !== "navigate" || !/^\/pos\/(ui|web)(\/|$)/.test(path)) {
        return;
    }
    event.stopImmediatePropagation();
    event.respondWith(navigate(event, shortest(event.request.url)));
});

// The page of the very first visit was there before the worker: core's list says which till it is.
self.addEventListener("message", (event) => {
    const address = (event.data.urlsToCache || [])
        .map((url) => shortest(new URL(url, self.location.origin)))
        .find(Boolean);
    if (address) {
        event.waitUntil(
            fetch(address)
                .then((page) => keep(address, page))
                .catch(() => {})
        );
    }
});
