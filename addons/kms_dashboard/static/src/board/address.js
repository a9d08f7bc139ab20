/**
 * What a board shows, as its address says it: Back, a reload and a link bring the same board.
 * What is left to the board itself is not in the address.
 */

const FILTERS = {
    channel: "kms_channel",
    person: "user_id",
    family: "categ_id",
    campaign: "campaign_id",
    segment: "subject_id",
};

/**
 * @param {{boardId: number|false, period: Object|null, filters: Object}} kept
 * @param {string} today ISO date; a period around it needs no date
 * @returns {Object} what goes into the address; undefined takes a key out of it
 */
export function toAddress({ boardId, period, filters }, today) {
    const address = {
        board: boardId || undefined,
        period: period?.kind,
        from:
            period && (period.kind === "range" || period.date !== today) ? period.date : undefined,
        to: period?.last,
    };
    for (const [key, name] of Object.entries(FILTERS)) {
        address[key] = filters[name] || undefined;
    }
    return address;
}

/**
 * @param {Object} address keys and values of the address of the page
 * @returns {{boardId: number|false, period: Object|null, filters: Object}}
 */
export function fromAddress(address) {
    const period = address.period ? { kind: address.period } : null;
    if (period && address.from) {
        period.date = address.from;
    }
    if (period && address.to) {
        period.last = address.to;
    }
    const filters = {};
    for (const [key, name] of Object.entries(FILTERS)) {
        if (address[key]) {
            filters[name] = address[key];
        }
    }
    return { boardId: address.board || false, period, filters };
}
