from decimal import Decimal

from odoo import fields, models

from odoo.addons.kms_base.ids import read_id

from ..coupons.conditions import Line

MOST_LINES = 500
LONGEST_KEY = 64
# No basket is worth more: what a number beyond it does to a sum is nobody's business.
MOST_MONEY = 10**15


class PosConfig(models.Model):
    """What a till is answered when a code is typed, and what it may give without asking."""

    _inherit = "pos.config"

    # The till reads these; companies are loaded with core's own fields alone.
    kms_discount_cashier = fields.Float(related="company_id.kms_till_discount")
    kms_discount_manager = fields.Float(related="company_id.kms_till_discount_manager")

    def use_coupon_code(self, code, creation_date, partner_id, pricelist_id, kms_order=None):
        """Say whether a code can be used, and hold its place for the till's order.

        :param str code: as typed or scanned
        :param str creation_date: of the till's order
        :param int partner_id: customer, false while there is none
        :param dict kms_order: what the till sells, ``{"uuid": str, "lines": [{"product_id": int,
            "incl": float, "excl": float}]}``. Without it the conditions on the basket are judged
            when the order arrives. Amounts decide nothing here that is not decided then again.
        :return: as core; ``payload["kms_reasons"]`` gives the sentences by condition
        :rtype: dict
        """
        self.check_access("read")
        self.ensure_one()
        order = kms_order if isinstance(kms_order, dict) else {}
        holder = self._kms_holder(order)
        company = self.company_id
        partner = self._kms_partner(partner_id)
        program, card, reasons = self.env["loyalty.program"]._kms_answer(
            code, partner, company, company._kms_today(), self._kms_lines(order), holder
        )
        # sudo: which programs this till has, whatever the cashier may read of them.
        if program and not reasons and program not in self.sudo()._get_program_ids():
            reasons = {"active": self.env._("This coupon is not for this point of sale.")}
        if program and not reasons and holder:
            scope = program._kms_claim(card, partner, holder, company.kms_coupon_hold_minutes)
            if scope:
                reasons = {scope: program._kms_scope_sentence(scope)}
        if reasons:
            return self._kms_refuse(reasons)
        if program and not card:
            return {
                "successful": True,
                "payload": {"program_id": program.id, "coupon_id": False, "points": 0},
            }
        if not card and not isinstance(code, str):
            return self._kms_refuse({"unknown": self.env._("This is not a code.")})
        code = card.code or code.strip()
        return super(PosConfig, self._kms_asking(code)).use_coupon_code(
            code,
            str(company._kms_today()),
            partner.id,
            pricelist_id if isinstance(pricelist_id, int) else False,
        )

    def _kms_refuse(self, reasons):
        return {
            "successful": False,
            "payload": {"error_message": " ".join(reasons.values()), "kms_reasons": reasons},
        }

    def _kms_partner(self, key):
        """Return the customer that a till names, an empty record for anything else."""
        Partner = self.env["res.partner"]
        return Partner.browse(read_id(key)).exists()

    def _kms_holder(self, order):
        key = order.get("uuid")
        return key if isinstance(key, str) and 0 < len(key) <= LONGEST_KEY else None

    def _kms_lines(self, order):
        """Read what a till says it sells; what cannot be read is no line.

        :rtype: tuple | None
        """
        lines = order.get("lines")
        if not isinstance(lines, list):
            return None
        return tuple(line for vals in lines[:MOST_LINES] if (line := _line(vals)))


def _line(vals):
    if not isinstance(vals, dict) or not read_id(vals.get("product_id")):
        return None
    amounts = [vals.get("incl"), vals.get("excl", vals.get("incl"))]
    if not all(map(_money, amounts)):
        return None
    return Line(vals["product_id"], *(Decimal(str(amount)) for amount in amounts))


def _money(value):
    """Say whether a value is an amount of money; nothing that is none compares like this."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and -MOST_MONEY < value < MOST_MONEY
