import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const SHORTEST = 3;
const PAUSE = 200;
let asked = 0;

registry
    .category("command_categories")
    .add("kms_people", { name: _t("Prospects and campaigns") }, { sequence: 5 });

/** Ctrl+K finds prospects, customers and campaigns by name or number. */
export const quickSearchProvider = {
    async provide(env, { searchValue = "" } = {}) {
        const text = searchValue.trim();
        const turn = ++asked;
        if (text.length < SHORTEST) {
            return [];
        }
        await new Promise((resolve) => browser.setTimeout(resolve, PAUSE));
        if (turn !== asked) {
            return [];
        }
        let found = [];
        try {
            found = await env.services.orm.silent.call("kms.quick.find", "find", [text]);
        } catch {
            // without a network or the right, the other commands are still there
        }
        return found.map(({ model, id, name, kind }) => ({
            category: "kms_people",
            name: `${name} (${kind})`,
            action: () =>
                env.services.action.doAction({
                    type: "ir.actions.act_window",
                    res_model: model,
                    res_id: id,
                    views: [[false, "form"]],
                }),
        }));
    },
};

registry.category("command_provider").add("kms_people", quickSearchProvider);
