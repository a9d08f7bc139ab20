import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";

/** A till lists quotations too, without the screens that call, write and meet. */
class NoQuickActions extends Component {
    static template = xml``;
    static props = ["*"];
}

const widgets = registry.category("view_widgets");
if (!widgets.contains("kms_quick_actions")) {
    widgets.add("kms_quick_actions", { component: NoQuickActions, listViewWidth: 1 });
}
