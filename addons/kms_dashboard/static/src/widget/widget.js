import { Component, useRef, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { usePopover } from "@web/core/popover/popover_hook";
import { Card } from "../card/card";
import { Chart } from "../chart/chart";
import { Feed } from "../feed/feed";
import { Funnel } from "../funnel/funnel";
import { Gauge } from "../gauge/gauge";
import { Info } from "../info/info";
import { RankTable } from "../rank_table/rank_table";
import { TrendWidget } from "../trend/trend_widget";

const CONTENTS = {
    card: Card,
    line: Chart,
    bar: Chart,
    area: Chart,
    doughnut: Chart,
    funnel: Funnel,
    gauge: Gauge,
    top: RankTable,
    leaderboard: RankTable,
    feed: Feed,
    trend: TrendWidget,
};
const WITH_TABLE = ["line", "bar", "area", "doughnut", "trend"];

/** The frame of a widget: title, «i», exports, and in arranging its handles. */
export class Widget extends Component {
    static template = "kms_dashboard.Widget";
    static components = { Dropdown, DropdownItem };
    static props = {
        widget: Object,
        editing: Boolean,
        drill: Function,
        openRecord: Function,
        resize: Function,
        remove: Function,
        exportAs: Function,
    };

    setup() {
        this.root = useRef("root");
        this.info = usePopover(Info, { position: "bottom" });
        this.state = useState({ table: false });
        this.drag = null;
    }

    get Content() {
        return CONTENTS[this.props.widget.kind];
    }

    get canBeTable() {
        return WITH_TABLE.includes(this.props.widget.kind);
    }

    showInfo(ev) {
        this.info.open(ev.currentTarget, {
            metrics: this.props.widget.metrics,
            drill: this.props.drill,
        });
    }

    grow(columns, rows) {
        const { widget } = this.props;
        this.props.resize(widget, widget.width + columns, widget.height + rows);
    }

    /** Pull the corner: the size snaps to the columns and rows of the board. */
    startResize(ev) {
        ev.preventDefault();
        ev.target.setPointerCapture(ev.pointerId);
        const { width, height } = this.props.widget;
        const box = this.root.el.getBoundingClientRect();
        this.drag = { x: ev.clientX, y: ev.clientY, width, height, box };
    }

    moveResize(ev) {
        if (!this.drag) {
            return;
        }
        const { x, y, width, height, box } = this.drag;
        const columns = Math.round(((ev.clientX - x) / box.width) * width);
        const rows = Math.round(((ev.clientY - y) / box.height) * height);
        this.props.resize(this.props.widget, width + columns, height + rows);
    }

    endResize() {
        this.drag = null;
    }
}
