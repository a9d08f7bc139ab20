import { lazyActions } from "@kms_base/lazy/lazy_actions";

lazyActions(
    ["kms_call_session.import", "kms_call_session.session", "kms_call_session.wall"],
    "kms_marketing.assets_screens",
    "kms_call_session.assets_screens"
);
