import { lazyActions } from "@kms_base/lazy/lazy_actions";

lazyActions(["kms_coordination.warehouse"], "kms_coordination.assets_screens");
