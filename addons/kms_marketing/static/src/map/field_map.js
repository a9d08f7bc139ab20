import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { locate } from "../field/position";
import { resultIcon } from "../field/results";
import { MapCanvas } from "./map_canvas";
import { MapCard } from "./map_card";
import { loadMapLibrary } from "./map_library";

/** Prospects and visits on a map; rounds are made by tapping on them. */
export class FieldMap extends Component {
    static template = "kms_marketing.FieldMap";
    static components = { MapCanvas, MapCard };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.resultIcon = resultIcon;
        this.periods = [
            ["today", _t("Today")],
            ["week", _t("7 days")],
            ["month", _t("30 days")],
            ["quarter", _t("90 days")],
            ["all", _t("Since ever")],
        ];
        this.filters = useState({
            layer: "prospects",
            mine: false,
            period: "month",
            result: "",
            sector_id: "",
        });
        this.state = useState({
            points: [],
            more: false,
            card: null,
            cardId: 0,
            selecting: false,
            selected: new Set(),
            here: null,
            tilesLost: false,
            position: null,
        });
        onWillStart(async () => {
            this.setting = await this.orm.call("kms.field.map", "load", []);
            this.results = Object.fromEntries(this.setting.results);
            [this.library] = await Promise.all([loadMapLibrary(this.setting.files), this.search()]);
        });
    }

    async search() {
        const filters = { ...this.filters, sector_id: Number(this.filters.sector_id) || false };
        const found = await this.orm.call("kms.field.map", "search_points", [filters]);
        this.state.more = found.more;
        this.state.card = null;
        this.state.points = found.points;
    }

    get moreText() {
        const count = this.state.points.length;
        return _t("Only the last %(count)s points are shown. Narrow the filters.", { count });
    }

    get selectedText() {
        return _t("%(count)s chosen", { count: this.state.selected.size });
    }

    setLayer(layer) {
        this.filters.layer = layer;
        this.state.selected = new Set();
        this.state.selecting = false;
        return this.search();
    }

    async pick(id) {
        if (this.state.selecting) {
            this.toggle(id);
            return;
        }
        const { layer } = this.filters;
        this.state.card = await this.orm.call("kms.field.map", "load_card", [layer, id]);
        this.state.cardId = id;
    }

    get leadId() {
        return this.state.card.lead_id;
    }

    toggle(id) {
        const selected = new Set(this.state.selected);
        if (!selected.delete(id)) {
            selected.add(id);
        }
        this.state.selected = selected;
    }

    selectCard() {
        this.state.selecting = true;
        this.toggle(this.leadId);
        this.state.card = null;
    }

    startSelecting() {
        this.state.card = null;
        this.state.selecting = !this.state.selecting;
        this.state.selected = new Set();
    }

    async goHere() {
        this.state.position = await locate();
        if (this.state.position) {
            this.state.here = [this.state.position.latitude, this.state.position.longitude];
        } else {
            this.notification.add(_t("The phone does not know where it is."), { type: "warning" });
        }
    }

    async plan(tomorrow) {
        // Today starts where the salesperson stands, tomorrow at the office.
        const position = tomorrow ? null : this.state.position || (await locate());
        const { id, count } = await this.orm.call("kms.field.round", "plan_round", [
            [...this.state.selected],
            tomorrow,
            position,
        ]);
        this.notification.add(_t("The round has %(count)s prospects.", { count }), {
            type: "success",
        });
        this.state.selected = new Set();
        this.state.selecting = false;
        await this.action.doAction(
            tomorrow
                ? {
                      type: "ir.actions.act_window",
                      res_model: "kms.field.round",
                      res_id: id,
                      views: [[false, "form"]],
                  }
                : "kms_marketing.kms_field_action"
        );
    }

    openCard() {
        const { card } = this.state;
        const isVisit = this.filters.layer === "visits" || !card.lead_id;
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: isVisit ? "kms.field.visit" : "crm.lead",
            res_id: isVisit ? card.visit_id : card.lead_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("kms_marketing.field_map", FieldMap, { force: true });
