import { formatPoint } from "./format";

// Lines that lie close are told apart by dashes and marks too, never by colour alone.
const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4]];
const MARKS = ["circle", "rect", "triangle", "rectRot", "star"];

/**
 * The colours of the page around a chart, whatever its theme.
 *
 * @param {HTMLElement} el
 * @returns {{text: string, grid: string, edge: string}}
 */
export function inksOf(el) {
    const text = getComputedStyle(el).color;
    const paper = getComputedStyle(el.closest(".o_kms_widget") || el).backgroundColor;
    return { text, grid: `color-mix(in srgb, ${text} 12%, transparent)`, edge: paper };
}

/** @returns {string} 1 250 000 as «1,3 M» */
export function shortNumber(value) {
    return value.toLocaleString(undefined, { notation: "compact", maximumFractionDigits: 1 });
}

/**
 * Configuration of Chart.js for the data of a widget.
 *
 * @param {"line"|"bar"|"area"|"doughnut"} kind
 * @param {Object} data of the widget
 * @param {string[]} labels of the points
 * @param {Object} ink see {@link inksOf}
 * @param {(point: {series: number, index: number}) => void} open
 * @returns {Object}
 */
export function chartConfig(kind, data, labels, ink, open) {
    const base = kind === "doughnut" ? doughnut(data, ink) : curves(kind, data, labels, ink);
    return {
        ...base,
        options: {
            ...base.options,
            animation: false,
            maintainAspectRatio: false,
            onClick: (ev, [element]) =>
                element && open({ series: element.datasetIndex, index: element.index }),
            onHover: (ev, [element]) => {
                ev.native.target.style.cursor = element ? "pointer" : "";
            },
        },
    };
}

function legend(ink, position, display = true) {
    return {
        display,
        position,
        labels: { color: ink.text, boxWidth: 8, boxHeight: 8, usePointStyle: true, padding: 8 },
    };
}

function doughnut(data, ink) {
    return {
        type: "doughnut",
        data: {
            labels: data.rows.map(({ name, share }) => `${name} ${share.toLocaleString()} %`),
            datasets: [
                {
                    data: data.rows.map((row) => row.value),
                    backgroundColor: data.rows.map((row) => row.color),
                    borderColor: ink.edge,
                    borderWidth: 2,
                },
            ],
        },
        options: {
            cutout: "58%",
            plugins: {
                legend: legend(ink, "right"),
                tooltip: {
                    callbacks: { label: ({ dataIndex }) => ` ${data.rows[dataIndex].text}` },
                },
            },
        },
    };
}

function curves(kind, data, labels, ink) {
    const stacked = kind === "area" || (kind === "bar" && data.series.length > 1 && sameUnit(data));
    const units = [...new Set(data.series.map((line) => line.unit))];
    const scales = {
        x: { stacked, grid: { display: false }, ticks: { color: ink.text, maxRotation: 0 } },
    };
    units.forEach((unit, rank) => {
        scales[unit] = {
            stacked,
            position: rank ? "right" : "left",
            beginAtZero: true,
            grid: { color: ink.grid, drawOnChartArea: !rank },
            ticks: { color: ink.text, maxTicksLimit: 5, callback: shortNumber },
        };
    });
    return {
        type: kind === "bar" ? "bar" : "line",
        data: {
            labels,
            datasets: data.series.map((line, rank) => ({
                label: line.name,
                data: line.points,
                yAxisID: line.unit,
                borderColor: line.color,
                backgroundColor: kind === "area" ? `${line.color}B3` : line.color,
                fill: kind === "area",
                borderDash: kind === "line" ? DASHES[rank % DASHES.length] : [],
                pointStyle: MARKS[rank % MARKS.length],
                pointRadius: labels.length > 40 || kind === "area" ? 0 : 2.5,
                pointHitRadius: 8,
                borderWidth: kind === "bar" ? 0 : 2,
                cubicInterpolationMode: "monotone",
            })),
        },
        options: {
            interaction: { mode: "nearest", intersect: kind === "bar" },
            scales,
            plugins: {
                legend: legend(ink, "bottom", data.series.length > 1),
                tooltip: {
                    callbacks: {
                        label: ({ datasetIndex, dataIndex }) => {
                            const { name } = data.series[datasetIndex];
                            return ` ${name}: ${formatPoint(data, datasetIndex, dataIndex)}`;
                        },
                    },
                },
            },
        },
    };
}

function sameUnit(data) {
    return new Set(data.series.map((line) => line.unit)).size === 1;
}
