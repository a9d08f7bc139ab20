import { Component } from "@odoo/owl";

const FACES = { 1: "😡", 2: "🙁", 3: "😐", 4: "🙂", 5: "😀" };

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
            .map(([key, label]) => ({ value: Number(key), label, face: FACES[key] }))
            .reverse();
    }
}
