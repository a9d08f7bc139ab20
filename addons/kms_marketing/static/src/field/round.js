import { Component } from "@odoo/owl";
import { formatFloat } from "@web/core/utils/numbers";
import { navigationLink } from "./position";
import { resultIcon } from "./results";

/** The round of the day: the stop that comes next in large, the others as a list. */
export class FieldRound extends Component {
    static template = "kms_marketing.FieldRound";
    static props = {
        stops: Array,
        distance: Number,
        results: Object,
        onVisit: Function,
        onSkip: Function,
        onReopen: Function,
        onSort: Function,
    };

    setup() {
        this.resultIcon = resultIcon;
        this.navigationLink = navigationLink;
    }

    get current() {
        const open = this.props.stops.filter((stop) => ["here", "todo"].includes(stop.state));
        return open.find((stop) => stop.state === "here") || open[0];
    }

    get others() {
        return this.props.stops.filter((stop) => stop !== this.current);
    }

    get doneCount() {
        return this.props.stops.filter((stop) => stop.state === "done").length;
    }

    rank(stop) {
        return this.props.stops.indexOf(stop) + 1;
    }

    km(distance) {
        return formatFloat(distance, { digits: [10, 1] });
    }

    dial(phone) {
        return `tel:${phone.replace(/[^\d+]/g, "")}`;
    }
}
