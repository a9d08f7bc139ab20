/** One sign for each result, so that none is told by its colour alone. */
const ICONS = {
    interested: "fa-thumbs-up",
    to_quote: "fa-file-text-o",
    to_recall: "fa-phone",
    not_interested: "fa-times",
    absent: "fa-user-o",
};
/** Colours that survive colour blindness (Okabe and Ito); the style sheet has the same. */
const COLORS = {
    interested: "#009e73",
    to_quote: "#0072b2",
    to_recall: "#e69f00",
    not_interested: "#6c757d",
    absent: "#cc79a7",
};

export function resultIcon(result) {
    return ICONS[result] || "fa-question";
}

export function resultColor(result) {
    return COLORS[result] || "#adb5bd";
}
