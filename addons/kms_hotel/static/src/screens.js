import { lazyActions } from "@kms_base/lazy/lazy_actions";

lazyActions(["kms_hotel.board", "kms_hotel.money_done"], "kms_hotel.assets_screens");
