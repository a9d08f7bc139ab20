import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

/** The four counters above the quotations; each one lists what it counts. */
export class FollowupCounters extends Component {
    static template = "kms_marketing.FollowupCounters";
    static props = { list: Object };

    setup() {
        this.orm = useService("orm");
        this.counts = useState({});
        onWillStart(() => this.load());
        onWillUpdateProps(() => this.load());
    }

    async load() {
        const counts = await this.orm.silent.call("sale.order", "kms_get_followup_counts", []);
        Object.assign(this.counts, counts);
    }

    /** Replace the search by the filter of that name. */
    show(name) {
        const { searchModel } = this.env;
        const [item] = searchModel.getSearchItems((searchItem) => searchItem.name === name);
        searchModel.query = [];
        searchModel.toggleSearchItem(item.id);
    }
}

export class FollowupListRenderer extends ListRenderer {
    static template = "kms_marketing.FollowupListRenderer";
    static components = { ...ListRenderer.components, FollowupCounters };
}

export class FollowupKanbanRenderer extends KanbanRenderer {
    static template = "kms_marketing.FollowupKanbanRenderer";
    static components = { ...KanbanRenderer.components, FollowupCounters };
}

registry.category("views").add("kms_followup_list", {
    ...listView,
    Renderer: FollowupListRenderer,
});
registry.category("views").add("kms_followup_kanban", {
    ...kanbanView,
    Renderer: FollowupKanbanRenderer,
});
