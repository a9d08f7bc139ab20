import { patch } from "@web/core/utils/patch";
import { CashierName } from "@point_of_sale/app/components/navbar/cashier_name/cashier_name";
import { Navbar } from "@point_of_sale/app/components/navbar/navbar";

import { switchCashier } from "@kms_pos/app/switch/switch";

patch(Navbar.prototype, {
    get mayKmsSwitch() {
        return this.pos.company.kms_till_switch;
    },
    kmsSwitch() {
        return switchCashier(this.pos);
    },
});

patch(CashierName.prototype, {
    get cssClass() {
        return this.pos.company.kms_till_switch ? { o_kms_switch_open: true } : super.cssClass;
    },
    kmsSwitch() {
        return this.pos.company.kms_till_switch && switchCashier(this.pos);
    },
});
