import { CrmKanbanModel } from "@crm/views/crm_kanban/crm_kanban_model";
import { registry } from "@web/core/registry";
import { KanbanHeader } from "@web/views/kanban/kanban_header";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";
import { ColumnProgress } from "@web/views/view_components/column_progress";
import { PipelineFigures } from "./pipeline_figures";

class PipelineGroupList extends CrmKanbanModel.DynamicGroupList {
    /** A card that was dragged changes the live numbers. */
    async moveRecord() {
        const moved = await super.moveRecord(...arguments);
        this.model.bus.trigger("update");
        return moved;
    }
}

export class PipelineModel extends CrmKanbanModel {
    static DynamicGroupList = PipelineGroupList;
}

/** Head of a column: how many, how much, and which share is stuck. */
export class PipelineColumnProgress extends ColumnProgress {
    static template = "kms_marketing.PipelineColumnProgress";

    get stuckBar() {
        return this.props.progressBar.bars.find((bar) => bar.value === "stuck");
    }

    get stuckShare() {
        const { count } = this.props.group;
        return count ? Math.round((100 * (this.stuckBar?.count || 0)) / count) : 0;
    }
}

export class PipelineHeader extends KanbanHeader {
    static components = { ...KanbanHeader.components, ColumnProgress: PipelineColumnProgress };
}

export class PipelineRenderer extends KanbanRenderer {
    static template = "kms_marketing.PipelineRenderer";
    static components = {
        ...KanbanRenderer.components,
        KanbanHeader: PipelineHeader,
        PipelineFigures,
    };
}

export class PipelineListRenderer extends ListRenderer {
    static template = "kms_marketing.PipelineListRenderer";
    static components = { ...ListRenderer.components, PipelineFigures };
}

registry.category("views").add("kms_pipeline", {
    ...kanbanView,
    Model: PipelineModel,
    Renderer: PipelineRenderer,
});
registry.category("views").add("kms_pipeline_list", {
    ...listView,
    Renderer: PipelineListRenderer,
});
