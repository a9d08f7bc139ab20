import { lazyActions } from "@kms_base/lazy/lazy_actions";

lazyActions(
    [
        "kms_formation.certificates",
        "kms_formation.fee_desk",
        "kms_formation.marks",
        "kms_formation.school_today",
    ],
    "kms_formation.assets_screens"
);
