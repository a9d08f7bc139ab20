import { lazyActions } from "@kms_base/lazy/lazy_actions";

lazyActions(["kms_dashboard.board"], "kms_dashboard.assets_screens");
