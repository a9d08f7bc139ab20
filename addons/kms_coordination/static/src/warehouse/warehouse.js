import { Component, onWillStart, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { uuid } from "@web/core/utils/strings";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { OutboxStatus } from "@kms_base/outbox/outbox_status";
import { PreparationSheet } from "./preparation_sheet";

const REFRESH = 60000;

/** As the server sorts: urgent ones, then by promise, those without one last. */
function byUrgency(one, other) {
    const rank = (row) => (row.type === "urgent" ? "0" : "1") + (row.wanted || "9999");
    return rank(one) < rank(other) ? -1 : 1;
}

/**
 * The storekeeper's board: four columns to swipe through, the most pressing order first. A step is
 * shown at once and sent through the outbox: it survives a network that is away.
 */
export class Warehouse extends Component {
    static template = "kms_coordination.Warehouse";
    static components = { OutboxStatus, PreparationSheet };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.outbox = useService("kms_outbox");
        this.data = useState({ columns: {}, counts: {}, reasons: [], signature: true });
        this.state = useState({ openId: null, column: "waiting" });
        this.titles = {
            waiting: _t("To prepare"),
            preparing: _t("In preparation"),
            ready: _t("Ready"),
            to_deliver: _t("To deliver"),
        };
        this.types = {
            normal: _t("Normal"),
            urgent: _t("Urgent"),
            delivery: _t("Delivery"),
            pickup: _t("Pickup"),
        };
        onWillStart(() => this.load(this.orm));
        useBus(this.outbox.bus, "sent", ({ detail }) => {
            if (detail.item.model === "kms.warehouse") {
                this.place(detail.result);
            }
        });
        const timer = browser.setInterval(() => this.refresh(), REFRESH);
        onWillUnmount(() => browser.clearInterval(timer));
    }

    async load(orm) {
        const load = () => orm.call("kms.warehouse", "load", []);
        Object.assign(this.data, await this.outbox.read(load));
    }

    /** What waits to be sent is newer than what the server knows: then the board stays as it is. */
    async refresh() {
        if (this.outbox.waiting) {
            return;
        }
        try {
            await this.load(this.orm.silent);
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
        }
    }

    get columns() {
        return Object.keys(this.titles).map((name) => ({
            name,
            title: this.titles[name],
            orders: this.data.columns[name] || [],
            count: this.data.counts[name] || 0,
        }));
    }

    get openOrder() {
        return this.find(this.state.openId);
    }

    find(id) {
        for (const orders of Object.values(this.data.columns)) {
            const order = orders.find((row) => row.id === id);
            if (order) {
                return order;
            }
        }
        return null;
    }

    columnOf(order) {
        if (order.state !== "ready") {
            return order.state;
        }
        return [false, "customer"].includes(order.transport) ? "ready" : "to_deliver";
    }

    /** Put an order where its state belongs; delivered ones leave the board. */
    place(row) {
        const target = this.columnOf(row);
        for (const [name, orders] of Object.entries(this.data.columns)) {
            const index = orders.findIndex((order) => order.id === row.id);
            if (index >= 0 && name === target) {
                orders[index] = row;
                return;
            }
            if (index >= 0) {
                orders.splice(index, 1);
                this.data.counts[name]--;
            }
        }
        if (target in this.data.columns) {
            this.data.columns[target].push(row);
            this.data.columns[target].sort(byUrgency);
            this.data.counts[target]++;
        }
    }

    /**
     * @param {object} order
     * @param {object} change what the step will have changed, shown at once
     * @param {object} values what the server gets
     */
    async step(order, change, values) {
        this.place({ ...order, ...change });
        if (change.state === "delivered") {
            this.state.openId = null;
        }
        await this.outbox.push({
            model: "kms.warehouse",
            method: "apply",
            args: [{ uuid: uuid(), order_id: order.id, ...values }],
            label: `${order.name} · ${order.customer}`,
            info: { order: order.id },
        });
    }

    start(order) {
        this.state.openId = order.id;
        return this.step(order, { state: "preparing" }, { step: "start" });
    }

    progress(order) {
        return `${order.lines.filter((line) => line.picked || line.reason).length}/${
            order.lines.length
        }`;
    }

    promise(order) {
        if (!order.wanted) {
            return "";
        }
        const moment = deserializeDateTime(order.wanted);
        const today = luxon.DateTime.now().hasSame(moment, "day");
        return today
            ? _t("before %s", formatDateTime(moment, { format: "HH:mm" }))
            : formatDateTime(moment, { format: "ccc d LLL HH:mm" });
    }

    openList() {
        this.action.doAction("kms_coordination.kms_preparation_order_action");
    }
}

registry.category("actions").add("kms_coordination.warehouse", Warehouse, { force: true });
