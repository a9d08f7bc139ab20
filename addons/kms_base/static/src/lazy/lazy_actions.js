import { loadBundle } from "@web/core/assets";
import { registry } from "@web/core/registry";

const actions = registry.category("actions");

/**
 * Declare screens whose code is loaded when one of them is opened for the first time, so that who
 * opens none of them does not load it with every page.
 *
 * The files of the screens replace these entries: `add(tag, Screen, { force: true })`.
 *
 * @param {string[]} tags tags of client actions
 * @param {...string} bundles loaded one after the other, since the last may import from the first
 */
export function lazyActions(tags, ...bundles) {
    const load = async () => {
        for (const bundle of bundles) {
            await loadBundle(bundle);
        }
    };
    for (const tag of tags) {
        const stub = async (env, action) => {
            await load();
            if (actions.get(tag) === stub) {
                throw new Error(`The bundles ${bundles} have no action ${tag}`);
            }
            // the web client runs what it gets: now the screen itself
            return action;
        };
        if (!actions.contains(tag)) {
            actions.add(tag, stub);
        }
    }
}
