import { Component } from "@odoo/owl";

// Drawn, because not every tablet has the letters: the mouth of each answer in a box of 24.
const MOUTHS = {
    1: "M7 18 Q12 11 17 18",
    2: "M8 17 Q12 14 16 17",
    3: "M8 16 L16 16",
    4: "M8 15 Q12 18 16 15",
    5: "M7 14 Q12 21 17 14 Z",
};

/** Five big answers, best first: a face, a word and a figure, so that none relies on colour. */
export class SatisfactionLevels extends Component {
    static template = "kms_marketing.SatisfactionLevels";
    static props = {
        levels: { type: Array, element: Array },
        rating: Number,
        onChoose: Function,
    };

    get rows() {
        return this.props.levels
            .map(([key, label]) => ({ value: Number(key), label, mouth: MOUTHS[key] }))
            .reverse();
    }
}
