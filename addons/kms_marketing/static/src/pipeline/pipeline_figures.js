import { formatMonetary } from "@web/views/fields/formatters";
import { useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { Component, onMounted, useState } from "@odoo/owl";

// The list says several times that it changed: one call answers them all.
const WAIT = 200;

/** The live numbers above a pipeline; each one narrows the search to what it counts. */
export class PipelineFigures extends Component {
    static template = "kms_marketing.PipelineFigures";
    static props = { list: Object };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ figures: [] });
        const reload = useDebounced(() => this.load(), WAIT);
        useBus(this.props.list.model.bus, "update", reload);
        onMounted(reload);
    }

    async load() {
        const { domain } = this.env.searchModel;
        this.state.figures = await this.orm.silent.call("crm.lead", "kms_get_pipeline_figures", [
            domain,
        ]);
    }

    formatAmount(figure) {
        return formatMonetary(figure.amount, { currencyId: figure.currency_id });
    }

    /** Search items that :meth:`toggle` made for the number. */
    items(figure) {
        return this.env.searchModel.getSearchItems(
            (item) => item.type === "filter" && item.description === figure.label && item.isActive
        );
    }

    toggle(figure) {
        const { searchModel } = this.env;
        const active = this.items(figure);
        if (active.length) {
            active.forEach((item) => searchModel.toggleSearchItem(item.id));
        } else {
            searchModel.createNewFilters([{ description: figure.label, domain: figure.domain }]);
        }
    }
}
