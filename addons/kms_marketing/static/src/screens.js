import { lazyActions } from "@kms_base/lazy/lazy_actions";

lazyActions(
    [
        "kms_marketing.day_closing",
        "kms_marketing.field",
        "kms_marketing.field_map",
        "kms_marketing.followup",
        "kms_marketing.funnel",
        "kms_marketing.lead_import",
        "kms_marketing.reception",
        "kms_marketing.satisfaction_desk",
    ],
    "kms_marketing.assets_screens"
);
