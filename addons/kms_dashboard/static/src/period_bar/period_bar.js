import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

/** Which days: a kind of period, one step back or forth, or any two days. */
export class PeriodBar extends Component {
    static template = "kms_dashboard.PeriodBar";
    static props = {
        period: Object,
        today: String,
        update: Function,
    };

    get kinds() {
        return [
            ["today", _t("Day")],
            ["days7", _t("7 days")],
            ["days30", _t("30 days")],
            ["week", _t("Week")],
            ["month", _t("Month")],
            ["quarter", _t("Quarter")],
            ["year", _t("Year")],
            ["rolling3", _t("3 months")],
            ["rolling6", _t("6 months")],
            ["rolling", _t("12 months")],
            ["range", _t("From … to …")],
        ];
    }

    get label() {
        const { first, last } = this.props.period;
        return this.write(first, last);
    }

    get previousLabel() {
        const { previous_first, previous_last } = this.props.period;
        return this.write(previous_first, previous_last);
    }

    write(first, last) {
        const days = [deserializeDate(first), deserializeDate(last)].map((day) => formatDate(day));
        return first === last ? days[0] : days.join(" – ");
    }

    setKind(kind) {
        const { first, last } = this.props.period;
        const { today } = this.props;
        if (kind === "range") {
            this.props.update({ kind, date: first, last });
        } else {
            // the period that holds today, when it is on screen
            const holdsToday = first <= today && today <= last;
            const other = kind.startsWith("days") ? last : first;
            this.props.update({ kind, date: holdsToday ? today : other });
        }
    }

    /** @param {1 | -1} direction */
    step(direction) {
        const { kind } = this.props.period;
        const [first, last] = [this.props.period.first, this.props.period.last].map((day) =>
            DateTime.fromISO(day)
        );
        if (kind === "range") {
            const days = (last.diff(first, "days").days + 1) * direction;
            this.props.update({
                kind,
                date: first.plus({ days }).toISODate(),
                last: last.plus({ days }).toISODate(),
            });
        } else {
            // rolling months move on by one
            const days = Number(kind.replace("days", "")) || 1;
            const next = last.plus({ days });
            const before = kind.startsWith("rolling")
                ? last.startOf("month").minus({ days: 1 })
                : first.minus({ days: 1 });
            this.props.update({ kind, date: (direction > 0 ? next : before).toISODate() });
        }
    }

    setDay(name, value) {
        if (!value) {
            return;
        }
        const { first, last } = this.props.period;
        const range = { date: first, last, [name]: value };
        if (range.date > range.last) {
            range[name === "date" ? "last" : "date"] = value;
        }
        this.props.update({ kind: "range", ...range });
    }
}
