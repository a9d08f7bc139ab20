import { LazyComponent } from "@web/core/assets";
import { router } from "@web/core/browser/router";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

const KEY = "kms_base.first_steps";
const components = registry.category("main_components");

/**
 * The first steps of a role, on a card beside the work: by itself on the first screen after
 * sign-in until the person puts them away, later from the user menu. The code of the card and its
 * texts are loaded when there is something to show.
 */
export const firstStepsService = {
    dependencies: ["action", "notification", "orm"],

    start(env, { action, notification, orm }) {
        const close = () => components.remove(KEY);

        async function putAway() {
            close();
            if (session.kms_first_steps) {
                await orm.call("kms.tip", "put_away");
                session.kms_first_steps = false;
            }
        }

        async function open() {
            const tips = await orm.silent.call("kms.tip", "my_tips");
            if (tips.length) {
                const props = {
                    tips,
                    close,
                    putAway,
                    openScreen: (id) => action.doAction(id, { clearBreadcrumbs: true }),
                };
                const bundle = "kms_base.assets_first_steps";
                components.add(
                    KEY,
                    {
                        Component: LazyComponent,
                        props: { bundle, Component: "kms_base.FirstSteps", props },
                    },
                    { force: true }
                );
            }
            return tips.length > 0;
        }

        // a link that leads somewhere is what the person came for
        const landing = session.kms_first_steps && !router.current.actionStack?.length;
        let seen = !landing;
        env.bus.addEventListener("ACTION_MANAGER:UI-UPDATED", ({ detail: mode }) => {
            if (mode === "fullscreen") {
                close();
            } else if (!seen && mode !== "new") {
                seen = true;
                open().catch((error) => {
                    // they wait for the next sign-in
                    if (!(error instanceof ConnectionLostError)) {
                        throw error;
                    }
                });
            }
        });

        return {
            async show() {
                if (!(await open())) {
                    notification.add(_t("Your role has no first steps."), { type: "info" });
                }
            },
        };
    },
};

registry.category("services").add("kms_first_steps", firstStepsService);

registry.category("user_menuitems").add("kms_first_steps", (env) => ({
    type: "item",
    id: "kms_first_steps",
    description: _t("First steps"),
    callback: () => env.services.kms_first_steps.show(),
    sequence: 15,
}));
