import { loadCSS, loadJS } from "@web/core/assets";

/**
 * Fetch Leaflet when the first map opens; it is in no bundle.
 *
 * @param {{ css: string[], js: string[] }} files addresses, in the order of their dependence
 * @returns {Promise<object>} Leaflet with its clusters
 */
export async function loadMapLibrary({ css, js }) {
    if (!window.L?.markerClusterGroup) {
        await Promise.all(css.map((file) => loadCSS(file)));
        for (const file of js) {
            await loadJS(file);
        }
    }
    return window.L;
}
