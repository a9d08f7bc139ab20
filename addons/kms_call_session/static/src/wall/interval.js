import { onMounted, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

/**
 * Do something again and again while the component is on a screen that somebody sees.
 *
 * @param {() => void} work
 * @param {number} milliseconds
 */
export function useInterval(work, milliseconds) {
    let timer;
    onMounted(() => {
        timer = browser.setInterval(() => document.hidden || work(), milliseconds);
    });
    onWillUnmount(() => browser.clearInterval(timer));
}
