import { Component, onMounted, onWillUnmount, status, useEffect, useRef } from "@odoo/owl";
import { resultColor, resultIcon } from "../field/results";
import { addGraticule } from "./graticule";

// So many failures without a tile between them, and the background is given up.
const MOST_TILE_ERRORS = 3;
const FIRST_ZOOM = 12;
const CLOSEST = 16;
const DOUALA = [4.0511, 9.7679];

/** Leaflet inside OWL: draws points, clusters and sectors; it asks the server for nothing. */
export class MapCanvas extends Component {
    static template = "kms_marketing.MapCanvas";
    static props = {
        library: Object,
        points: Array,
        sectors: Array,
        office: { type: [Array, Boolean, { value: null }], optional: true },
        here: { type: [Array, { value: null }], optional: true },
        tiles: String,
        attribution: String,
        selected: Object,
        onPick: Function,
        onTilesLost: Function,
    };

    setup() {
        this.rootRef = useRef("root");
        this.markers = new Map();
        onMounted(() => this.draw());
        onWillUnmount(() => this.map.remove());
        useEffect(
            () => this.drawPoints(),
            () => [this.props.points]
        );
        useEffect(
            () => this.drawSelection(),
            () => [this.props.points, [...this.props.selected].join()]
        );
        useEffect(
            () => this.drawHere(),
            () => [this.props.here?.join()]
        );
    }

    draw() {
        const L = this.props.library;
        this.map = L.map(this.rootRef.el, { maxZoom: 19, minZoom: 3 });
        this.map.attributionControl.setPrefix("Leaflet");
        L.control.scale({ imperial: false }).addTo(this.map);
        this.map.setView(this.props.office || DOUALA, FIRST_ZOOM);
        this.clusters = L.markerClusterGroup({
            chunkedLoading: true,
            showCoverageOnHover: false,
            maxClusterRadius: 50,
            iconCreateFunction: (cluster) => this.clusterIcon(cluster),
        }).addTo(this.map);
        this.drawBackground();
        this.drawSectors();
        if (this.props.office) {
            const icon = L.divIcon({
                className: "o_kms_map_office",
                html: '<i class="fa fa-home" aria-hidden="true"></i>',
                iconSize: [28, 28],
            });
            L.marker(this.props.office, { icon, interactive: false }).addTo(this.map);
        }
    }

    /** Tiles where they can be had; one of them is tried before a screenful is asked for. */
    async drawBackground() {
        const L = this.props.library;
        const { tiles, attribution } = this.props;
        this.removeGraticule = addGraticule(L, this.map);
        if (!tiles) {
            return;
        }
        const { x, y } = this.map.project(this.map.getCenter(), FIRST_ZOOM).divideBy(256).floor();
        const first = L.Util.template(tiles, { x, y, z: FIRST_ZOOM, s: "a", r: "" });
        const found = await this.fetchTile(first);
        if (status(this) === "destroyed") {
            return;
        }
        if (!found) {
            this.props.onTilesLost();
            return;
        }
        this.removeGraticule();
        const layer = L.tileLayer(tiles, { attribution, maxZoom: 19 });
        let errors = 0;
        layer.on("tileload", () => (errors = 0));
        layer.on("tileerror", () => {
            errors += 1;
            if (errors === MOST_TILE_ERRORS) {
                // Gone in the meantime: no more requests, the map works without and says so once.
                layer.remove();
                addGraticule(L, this.map);
                this.props.onTilesLost();
            }
        });
        layer.addTo(this.map);
    }

    fetchTile(url) {
        return new Promise((resolve) => {
            const tile = new Image();
            tile.onload = () => resolve(true);
            tile.onerror = () => resolve(false);
            tile.src = url;
        });
    }

    drawSectors() {
        const L = this.props.library;
        for (const { name, latitude, longitude } of this.props.sectors) {
            if (latitude || longitude) {
                const text = document.createElement("span");
                text.textContent = name;
                const icon = L.divIcon({
                    className: "o_kms_map_sector",
                    html: text,
                    iconSize: null,
                });
                L.marker([latitude, longitude], {
                    icon,
                    interactive: false,
                    keyboard: false,
                    zIndexOffset: 1000,
                }).addTo(this.map);
            }
        }
    }

    drawPoints() {
        const L = this.props.library;
        this.clusters.clearLayers();
        this.markers = new Map(
            this.props.points.map(([id, latitude, longitude, result, name]) => {
                const marker = L.marker([latitude, longitude], {
                    icon: this.pointIcon(result, false),
                    title: name,
                    alt: name,
                });
                marker.result = result;
                marker.on("click", () => this.props.onPick(id));
                return [id, marker];
            })
        );
        this.clusters.addLayers([...this.markers.values()]);
        if (this.markers.size) {
            this.map.fitBounds(this.clusters.getBounds(), { padding: [24, 24], maxZoom: CLOSEST });
        }
    }

    drawSelection() {
        for (const [id, marker] of this.markers) {
            const selected = this.props.selected.has(id);
            if (Boolean(marker.selected) !== selected) {
                marker.selected = selected;
                marker.setIcon(this.pointIcon(marker.result, selected));
            }
        }
    }

    drawHere() {
        const L = this.props.library;
        this.here?.remove();
        if (this.props.here) {
            const icon = L.divIcon({ className: "o_kms_map_here", iconSize: [18, 18] });
            this.here = L.marker(this.props.here, { icon, interactive: false }).addTo(this.map);
            this.map.setView(this.props.here, Math.max(this.map.getZoom(), 14));
        }
    }

    pointIcon(result, selected) {
        const sign = selected ? "fa-check" : resultIcon(result);
        return this.props.library.divIcon({
            className: `o_kms_map_point o_kms_result_${result || "none"} ${selected ? "o_kms_selected" : ""}`,
            html: `<i class="fa ${sign}" aria-hidden="true"></i>`,
            iconSize: [32, 32],
        });
    }

    /** A ring that shows the share of each result around the number. */
    clusterIcon(cluster) {
        const counts = {};
        const children = cluster.getAllChildMarkers();
        for (const { result } of children) {
            counts[result] = (counts[result] || 0) + 1;
        }
        let from = 0;
        const slices = Object.entries(counts)
            .sort()
            .map(([result, count]) => {
                const slice = `${resultColor(result)} ${from}turn ${from + count / children.length}turn`;
                from += count / children.length;
                return slice;
            });
        return this.props.library.divIcon({
            className: "o_kms_map_cluster",
            html: `<div style="background: conic-gradient(${slices.join()})"><span>${children.length}</span></div>`,
            iconSize: [44, 44],
        });
    }
}
