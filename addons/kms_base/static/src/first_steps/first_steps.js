import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** The first steps of a role, one at a time, on a card that leaves the screen behind it usable. */
export class FirstSteps extends Component {
    static template = "kms_base.FirstSteps";
    static props = {
        tips: {
            type: Array,
            element: {
                type: Object,
                shape: {
                    id: Number,
                    name: String,
                    text: String,
                    action: [Number, { value: false }],
                },
            },
        },
        close: Function,
        putAway: Function,
        openScreen: Function,
    };

    setup() {
        this.state = useState({ index: 0, mounted: false });
        this.next = useRef("next");
        onMounted(() => {
            // a text that comes into a region that is there already is read aloud
            this.state.mounted = true;
            // where a cursor waits, it goes on waiting: the first key typed belongs to the work
            if (document.activeElement === document.body) {
                this.next.el.focus();
            }
        });
    }

    get tip() {
        return this.props.tips[this.state.index];
    }

    get isLast() {
        return this.state.index === this.props.tips.length - 1;
    }

    get progress() {
        return _t("%(number)s of %(count)s", {
            number: this.state.index + 1,
            count: this.props.tips.length,
        });
    }

    goOn() {
        if (this.isLast) {
            this.props.putAway();
        } else {
            this.state.index++;
        }
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            ev.stopPropagation();
            this.props.close();
        }
    }
}

registry.category("lazy_components").add("kms_base.FirstSteps", FirstSteps);
