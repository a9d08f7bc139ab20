import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";

const SELLERS = "sales_team.group_sale_salesman";
// these have a meaning of their own for Ctrl+Enter
const OTHERS = ".o-mail-Composer, .o_kms_call, .o_command_palette";
const IN_DIALOG = ".modal-footer .btn-primary, button[type=submit]";
const ON_SCREEN = [
    ".o_action_manager .o_form_button_save",
    ".o_action_manager button[type=submit]",
    ".o_action_manager button[data-kms-submit]",
];
const pressable = (button) => Boolean(button.offsetParent) && !button.disabled;

/** What Ctrl+Enter presses: the dialog in front first, else the form of the screen. */
export function findSubmit(root = document) {
    const front = [...root.querySelectorAll(".modal")].at(-1);
    if (front) {
        return [...front.querySelectorAll(IN_DIALOG)].find(pressable) || null;
    }
    for (const selector of ON_SCREEN) {
        const found = [...root.querySelectorAll(selector)].find(pressable);
        if (found) {
            return found;
        }
    }
    return null;
}

/**
 * Keys that work on every screen.
 *
 * Browsers keep Ctrl+N for a new window and pages in a tab never hear of it; an installed app does.
 * Alt+Shift+N works in both.
 */
export const quickKeysService = {
    dependencies: ["action", "command", "hotkey"],
    start(env, { action, command, hotkey }) {
        const newProspect = () =>
            action.doAction({
                type: "ir.actions.act_window",
                name: _t("New prospect"),
                res_model: "crm.lead",
                views: [[false, "form"]],
                target: "new",
                context: { form_view_ref: "kms_marketing.crm_lead_view_form_quick" },
            });
        const submit = () => {
            const button = findSubmit();
            // what is being typed is taken over before
            document.activeElement?.blur?.();
            button?.click();
        };
        hotkey.add("control+enter", submit, {
            bypassEditableProtection: true,
            global: true,
            isAvailable: (target) => !target?.closest?.(OTHERS) && Boolean(findSubmit()),
        });
        user.hasGroup(SELLERS).then((seller) => {
            if (seller) {
                const options = { bypassEditableProtection: true, global: true };
                hotkey.add("control+n", newProspect, options);
                command.add(_t("New prospect"), newProspect, {
                    hotkey: "alt+shift+n",
                    hotkeyOptions: options,
                    global: true,
                });
            }
        });
    },
};

registry.category("services").add("kms_quick_keys", quickKeysService);
