let lastKey = 0;

/** @returns {number} what tells a widget on screen from the others, saved or not */
export function nextKey() {
    return ++lastKey;
}

/**
 * Put a widget behind another one, or first.
 *
 * @param {Object[]} widgets changed in place
 * @param {number} key of the widget that moves
 * @param {number|null} previousKey of the one it comes after
 */
export function moveWidget(widgets, key, previousKey) {
    const from = widgets.findIndex((widget) => widget.key === key);
    const [widget] = widgets.splice(from, 1);
    const previous = widgets.findIndex((other) => other.key === previousKey);
    widgets.splice(previous + 1, 0, widget);
}

/** @returns {Object} a widget as `kms.board.save_layout` takes it */
export function describeWidget({ metrics, ...widget }) {
    const { kind, name, split_by, limit, days_ahead = 0, width, height } = widget;
    const codes = metrics.map((metric) => metric.code);
    return { kind, name, metrics: codes, split_by, limit, days_ahead, width, height };
}
