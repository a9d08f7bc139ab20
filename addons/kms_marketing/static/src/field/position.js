import { browser } from "@web/core/browser/browser";

const OPTIONS = { enableHighAccuracy: true, timeout: 10000, maximumAge: 30000 };

/**
 * Where the phone is; needs no network.
 *
 * @returns {Promise<{ latitude: number, longitude: number, accuracy: number } | null>} degrees and
 *  metres; null when the phone refuses or does not know
 */
export function locate() {
    const { geolocation } = browser.navigator;
    if (!geolocation) {
        return Promise.resolve(null);
    }
    return new Promise((resolve) =>
        geolocation.getCurrentPosition(
            ({ coords: { latitude, longitude, accuracy } }) =>
                resolve({ latitude, longitude, accuracy }),
            () => resolve(null),
            OPTIONS
        )
    );
}

/**
 * A link that the phone opens in whatever navigation it has.
 *
 * @param {{ name: string, point?: [number, number], place?: string, sector?: string }} target
 * @returns {string} empty when nothing is known of the place
 */
export function navigationLink({ name, point, place, sector }) {
    if (point) {
        const spot = point.join(",");
        return `geo:${spot}?q=${spot}(${encodeURIComponent(name)})`;
    }
    const words = [place, sector].filter(Boolean).join(", ");
    return words ? `geo:0,0?q=${encodeURIComponent(words)}` : "";
}
