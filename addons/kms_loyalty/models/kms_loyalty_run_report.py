from odoo import models
from odoo.tools import SQL, format_date, formatLang

from .kms_loyalty_run_analysis import FRESH, MEMBERS


class KmsLoyaltyRun(models.Model):
    """What a run tells: counts, the tiers before and after, and all of it as text."""

    _inherit = "kms.loyalty.run"

    def _kms_split(self):
        """Return how many customers each tier has now.

        :return: count by id of the tier
        :rtype: dict[int, int]
        """
        self.env.cr.execute(
            SQL(
                "SELECT tier_id, COUNT(*) FROM kms_loyalty_score WHERE company_id = %s"
                " GROUP BY tier_id",
                self.company_id.id,
            )
        )
        return dict(self.env.cr.fetchall())

    def _kms_new_customers(self):
        """Return how many customers this run rates for the first time.

        :rtype: int
        """
        self.env.cr.execute(SQL("SELECT COUNT(*) FROM %s WHERE old_id IS NULL", FRESH))
        return self.env.cr.fetchone()[0]

    def _kms_report(self, terms, before, new):
        """Write the counts of the run.

        :param dict before: customers by tier before the run
        :param int new: customers rated for the first time; they come from the tier of all others
        """
        base = terms.grid.tiers[-1][1]
        before = {**before, base: before.get(base, 0) + new}
        moves = self.env["kms.loyalty.move"]._read_group(
            [("run_id", "=", self.id)], ["kind", "from_tier_id", "to_tier_id"], ["__count"]
        )
        after, counts = dict(before), {"promotion": 0, "demotion": 0}
        for kind, source, target, count in moves:
            counts[kind] += count
            after[source.id] = after.get(source.id, 0) - count
            after[target.id] = after.get(target.id, 0) + count
        analysed = self._kms_analysed(sum(before.values()))
        tiers = self.env["kms.loyalty.tier"].browse([key for _x, key in terms.grid.tiers])
        self.write(
            {
                "analysed": analysed,
                "promotions": counts["promotion"],
                "demotions": counts["demotion"],
                "unchanged": analysed - sum(counts.values()),
                "line_ids": [
                    (0, 0, self._prepare_line(place, tier, before, after))
                    for place, tier in enumerate(tiers)
                ],
            }
        )

    def _prepare_line(self, place, tier, before, after):
        return {
            "tier_id": tier.id,
            "name": tier.name,
            "color": tier.color,
            "sequence": place,
            "before": before.get(tier.id, 0),
            "after": after.get(tier.id, 0),
        }

    def _kms_analysed(self, everybody):
        """Return how many customers were rated: a daily run looks at those concerned."""
        if self.kind != "increment":
            return everybody
        self.env.cr.execute(SQL("SELECT COUNT(DISTINCT commercial_partner_id) FROM %s", MEMBERS))
        return self.env.cr.fetchone()[0]

    # ------------------------------------------------------------
    # AS TEXT
    # ------------------------------------------------------------

    def _kms_text(self):
        """Return the report as text, in the language of the reader.

        :rtype: str
        """
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        figures = [
            (self.env._("Customers analysed"), self.analysed),
            (self.env._("Promotions"), self.promotions),
            (self.env._("Demotions"), self.demotions),
            (self.env._("Unchanged"), self.unchanged),
            (
                self.env._("Coupons to generate")
                if self.kind == "dry"
                else self.env._("Coupons generated"),
                self.coupons,
            ),
            (self.env._("Scores written"), self.written),
        ]
        width = max(len(label) for label, _value in figures) + 2
        title = self.env._(
            "%(company)s - analysis of %(date)s (%(kind)s)",
            company=self.company_id.name,
            date=format_date(self.env, self.date),
            kind=kinds[self.kind],
        )
        lines = [title, "=" * len(title)]
        lines += [f"{label:<{width}}{self._kms_figure(value):>12}" for label, value in figures]
        first, *others = self._kms_headings()
        head = f"{first:<{width}}" + "".join(f"{text:>12}" for text in others)
        lines += ["", head, "-" * len(head)]
        lines += [
            f"{line.name:<{width}}{self._kms_figure(line.before):>12}"
            f"{self._kms_figure(line.after):>12}{self._kms_figure(line.change, sign=True):>12}"
            for line in self.line_ids
        ]
        lines += ["", self.env._("Duration: %(seconds)s s", seconds=f"{self.duration:.1f}")]
        return "\n".join(lines)

    def _kms_headings(self):
        return [
            self.env._("Tier"),
            self.env._("Before"),
            self.env._("After"),
            self.env._("Change"),
        ]

    def _kms_changed(self, limit):
        """Return the moves as lines of text: customer, tiers, the four parts.

        :param int limit: at most so many
        :rtype: list[str]
        """
        Move = self.env["kms.loyalty.move"]
        moves = Move.search([("run_id", "=", self.id)], order="kind desc, id", limit=limit)
        if not moves:
            return []
        names = ("frequency", "regularity", "recency", "amount", "score")
        titles = [Move._fields[name]._description_string(self.env) for name in names]
        head = f"{self.env._('Customer'):<31}{self.env._('From > To'):<19}"
        head += "".join(f"{title:>11}" for title in titles)
        return [head, "-" * len(head)] + [
            f"{move.partner_id.display_name[:30]:<31}"
            + f"{move.from_tier_id.name} > {move.to_tier_id.name}"[:18].ljust(19)
            + "".join(f"{move[name]:>11.2f}" for name in names)
            for move in moves
        ]

    def _kms_figure(self, value, sign=False):
        text = formatLang(self.env, value, digits=0)
        return f"+{text}" if sign and value > 0 else text
