import { LeadImport } from "@kms_marketing/lead_import/lead_import";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { getDataURLFromFile } from "@web/core/utils/urls";

const MODEL = "kms.lead.import";

/** A file of people for a campaign: dropped, looked at, joined. */
export class CallImport extends LeadImport {
    static template = "kms_call_session.CallImport";

    get campaignId() {
        return this.props.action.params?.campaign_id || this.props.action.context?.active_id;
    }

    async drop(file) {
        if (file.size > this.maxBytes) {
            return super.drop(file);
        }
        await this.work(_t("Reading the file..."), async () => {
            const dataUrl = await getDataURLFromFile(file);
            const content = dataUrl.split(",")[1] || "";
            return this.orm.call(MODEL, "drop_prospects", [this.campaignId, file.name, content]);
        });
    }

    async load(importId) {
        // an import of leads that is in progress is another screen's business
        await super.load(importId || 0);
        if (!importId) {
            this.show(false);
        }
    }

    get importLabel() {
        return _t("Add to the campaign");
    }

    openCampaign() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "kms.call.campaign",
            res_id: this.campaignId,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("kms_call_session.import", CallImport, { force: true });
