// Lines at round numbers of degrees, some four of them across the map.
const STEPS = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const LINES = 4;
const MOST_LINES = 12;

/**
 * Return the round numbers between two bounds, few enough to read.
 *
 * @param {number} low degrees
 * @param {number} high degrees
 * @returns {number[]}
 */
export function roundNumbers(low, high) {
    const step = STEPS.findLast((size) => (high - low) / size <= LINES * 1.5) || STEPS[0];
    const first = Math.ceil(low / step);
    const last = Math.min(Math.floor(high / step), first + MOST_LINES);
    const digits = Math.max(0, -Math.floor(Math.log10(step)));
    const numbers = [];
    for (let index = first; index <= last; index++) {
        numbers.push(Number((index * step).toFixed(digits)));
    }
    return numbers;
}

/**
 * Draw degrees on a map that has no background, so that it is not a blank sheet.
 *
 * @param {object} L Leaflet
 * @param {object} map
 * @returns {() => void} takes it away again
 */
export function addGraticule(L, map) {
    const layer = L.layerGroup().addTo(map);
    const style = { className: "o_kms_map_graticule", interactive: false, weight: 1 };
    const draw = () => {
        layer.clearLayers();
        const bounds = map.getBounds();
        const [south, north] = [bounds.getSouth(), bounds.getNorth()];
        const [west, east] = [bounds.getWest(), bounds.getEast()];
        const label = (point, degrees, name = "") =>
            L.marker(point, {
                icon: L.divIcon({
                    className: `o_kms_map_degree ${name}`,
                    html: `<span>${degrees}°</span>`,
                    iconSize: null,
                }),
                interactive: false,
                keyboard: false,
            }).addTo(layer);
        const line = (...ends) => L.polyline(ends, style).addTo(layer);
        for (const latitude of roundNumbers(south, north)) {
            line([latitude, west], [latitude, east]);
            label([latitude, east], latitude, "o_kms_map_latitude");
        }
        for (const longitude of roundNumbers(west, east)) {
            line([south, longitude], [north, longitude]);
            label([north, longitude], longitude);
        }
    };
    map.on("moveend", draw);
    map.whenReady(draw);
    return () => {
        map.off("moveend", draw);
        layer.remove();
    };
}
