import { Component } from "@odoo/owl";

const ICONS = {
    create: "fa-plus-circle text-success",
    update: "fa-pencil text-info",
    skip: "fa-clone text-muted",
    problem: "fa-exclamation-triangle text-danger",
};

/** The first rows of the file under what each column means, and what is wrong with them. */
export class ImportPreview extends Component {
    static template = "kms_marketing.ImportPreview";
    static props = {
        columns: Array,
        keys: Array,
        rows: Array,
        problems: Array,
        onChange: Function,
    };

    icon(row) {
        return ICONS[row.action];
    }

    note(row, place) {
        return row.notes.find((note) => note.place === place);
    }

    /** A row's remarks in words: for fingers, which cannot hover over a cell. */
    words(row) {
        const heading = ({ place }) => (place < 0 ? "" : this.props.columns[place].heading + ": ");
        return row.notes
            .filter((note) => note.kind === "danger")
            .map((note) => heading(note) + note.text);
    }

    /** A meaning belongs to one column: choosing it here takes it from the other. */
    choose(place, key) {
        const keys = this.props.columns.map((column) => column.key);
        this.props.onChange(
            keys.map((old, index) => (index === place ? key : old === key ? "" : old))
        );
    }
}
