import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { router } from "@web/core/browser/router";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSortable } from "@web/core/utils/sortable_owl";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { _t } from "@web/core/l10n/translation";
import { FilterBar } from "../period_bar/filter_bar";
import { PeriodBar } from "../period_bar/period_bar";
import { Widget } from "../widget/widget";
import { WidgetDialog } from "../widget_dialog/widget_dialog";
import { fromAddress, toAddress } from "./address";
import { describeWidget, moveWidget, nextKey } from "./arrangement";
import { savePicture } from "./picture";

/**
 * A board: one request brings all its figures, every figure opens its records, and whoever looks at
 * it arranges it for themselves.
 */
export class Board extends Component {
    static template = "kms_dashboard.Board";
    static components = { Dropdown, DropdownItem, FilterBar, PeriodBar, Widget };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.gridRef = useRef("grid");
        const kept = this.props.state?.board || this.asked;
        this.state = useState({
            loading: false,
            editing: false,
            boardId: kept.boardId || this.props.action.params?.board_id || false,
            period: kept.period,
            filters: kept.filters,
            data: { board: false, boards: [], widgets: [] },
        });
        useSetupAction({ getLocalState: () => ({ board: this.kept }) });
        useSortable({
            ref: this.gridRef,
            elements: ".o_kms_widget",
            handle: ".o_kms_widget_handle",
            enable: () => this.state.editing,
            cursor: "move",
            onDrop: (params) => this.onDrop(params),
        });
        onWillStart(() => {
            // most boards have charts: their library comes while the server computes the figures,
            // not after them; the chart that misses it says so
            loadBundle("web.chartjs_lib").catch(() => {});
            return this.load();
        });
    }

    /** What the address of the page asks for: after a reload, Back, or by a link. */
    get asked() {
        const { id, path, tag, xml_id } = this.props.action;
        const { action } = router.current;
        return fromAddress(
            action && [id, path, tag, xml_id].includes(action) ? router.current : {}
        );
    }

    /** What brings the same board back after a visit to the records behind it. */
    get kept() {
        const { boardId, period, filters } = this.state;
        return { boardId, period, filters };
    }

    async load() {
        this.state.loading = true;
        try {
            const { boardId, period, filters } = this.state;
            const data = await this.orm.call("kms.board", "load", [boardId, period, filters]);
            for (const widget of data.widgets) {
                widget.key = nextKey();
            }
            this.state.data = data;
            this.state.boardId = data.board?.id || false;
            this.keepAddress();
        } finally {
            this.state.loading = false;
        }
    }

    /** The first board of the menu in its own period needs no address. */
    keepAddress() {
        const { boards, today } = this.state.data;
        const first = this.state.boardId === boards[0]?.id;
        const shown = { ...this.kept, boardId: first ? false : this.state.boardId };
        this.props.updateActionState?.(toAddress(shown, today));
    }

    async openBoard(boardId) {
        Object.assign(this.state, { boardId, period: null, editing: false });
        await this.load();
    }

    async setPeriod(period) {
        this.state.period = period;
        await this.load();
    }

    async setFilters(filters) {
        this.state.filters = filters;
        await this.load();
    }

    get period() {
        const { kind, first, last } = this.state.data.period;
        // the last day: rolling periods are the days that end with it
        return kind === "range" ? { kind, date: first, last } : { kind, date: last };
    }

    /**
     * Open the records behind a figure or a part of it.
     *
     * @param {string} code of the figure
     * @param {Object} [point] part of the figure, see `kms.board.drill`
     */
    async drill(code, point = {}) {
        const action = await this.orm.call("kms.board", "drill", [
            code,
            this.period,
            this.state.filters,
            point,
        ]);
        await this.action.doAction(action);
    }

    openRecord(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    // Arranging ---------------------------------------------------------------------------------

    onDrop({ element, previous }) {
        moveWidget(
            this.state.data.widgets,
            Number(element.dataset.key),
            previous ? Number(previous.dataset.key) : null
        );
    }

    removeWidget(widget) {
        const { widgets } = this.state.data;
        widgets.splice(widgets.indexOf(widget), 1);
    }

    resizeWidget(widget, width, height) {
        widget.width = Math.min(12, Math.max(2, width));
        widget.height = Math.min(12, Math.max(1, height));
    }

    async addWidget() {
        const choices = await this.orm.call("kms.board", "choices", []);
        this.dialog.add(WidgetDialog, {
            choices,
            onConfirm: (widget) => this.keepArrangement([...this.state.data.widgets, widget]),
        });
    }

    async keepArrangement(widgets = this.state.data.widgets, template = false) {
        const id = await this.orm.call("kms.board", "save_layout", [
            this.state.boardId,
            widgets.map(describeWidget),
            template,
        ]);
        this.state.boardId = id;
        await this.load();
    }

    async stopEditing(template = false) {
        await this.keepArrangement(this.state.data.widgets, template);
        this.state.editing = false;
    }

    async cancelEditing() {
        this.state.editing = false;
        await this.load();
    }

    async reset() {
        this.state.boardId = await this.orm.call("kms.board", "reset_layout", [this.state.boardId]);
        this.state.editing = false;
        await this.load();
    }

    // Out of the door -----------------------------------------------------------------------------

    async exportAs(format, widget = null) {
        const { boardId, filters, data } = this.state;
        const wanted = { board_id: boardId, period: this.period, filters, widget_id: widget?.id };
        if (format === "png") {
            const svg = await this.orm.call("kms.board", "picture", [
                boardId,
                this.period,
                filters,
                widget?.id || false,
            ]);
            await savePicture(svg, `${widget?.title || data.board.name}.png`);
        } else {
            await download({
                url: `/kms_dashboard/${format}`,
                data: { data: JSON.stringify(wanted) },
            });
        }
    }

    get exports() {
        return [
            ["xlsx", _t("Excel"), "fa-file-excel-o"],
            ["pdf", _t("PDF"), "fa-file-pdf-o"],
            ["png", _t("Picture"), "fa-file-image-o"],
        ];
    }

    /** Sheets that leave by themselves, or now. */
    openSheets() {
        return this.action.doAction("kms_dashboard.kms_sheet_action");
    }

    print() {
        window.print();
    }
}

registry.category("actions").add("kms_dashboard.board", Board, { force: true });
