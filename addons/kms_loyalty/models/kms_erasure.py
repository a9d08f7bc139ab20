from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..privacy.sweep import KEPT, documents_of, table_update, tables
from ..privacy.words import name_pattern, number_pattern, word_pattern

# stored texts of a card that say nothing of the person
HARMLESS = {"name", "complete_name", "lang", "tz", "type", "kms_status", "company_type"}
TEXTS = {"char", "text", "html", "binary"}


class KmsErasure(models.Model):
    """A customer's wish to be forgotten, carried out: who did it, when, what was kept."""

    _name = "kms.erasure"
    _inherit = ["kms.appended.mixin"]
    _description = "Erasure of a customer's data"
    _order = "moment desc, id desc"
    _rec_name = "moment"
    _log_access = False

    moment = fields.Datetime(string="Date", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Card",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade", readonly=True
    )
    user_id = fields.Many2one(
        "res.users", string="By", index="btree_not_null", ondelete="set null", readonly=True
    )
    reason = fields.Selection(
        [("request", "The person asked"), ("unused", "No longer needed")],
        required=True,
        readonly=True,
    )
    rows = fields.Integer(string="Rows cleaned", readonly=True)
    kept = fields.Text(string="Kept by law", readonly=True)

    # ------------------------------------------------------------
    # Before
    # ------------------------------------------------------------

    @api.model
    def _kms_obstacles(self, partner):
        """Return why a customer cannot be forgotten yet.

        :rtype: list[str]
        """
        # sudo: whether anything is open, in all companies; no document leaves this method.
        cards = partner.sudo().with_context(active_test=False)
        people = cards | cards.child_ids
        obstacles = []
        if people.user_ids or people.ref_company_ids:
            obstacles.append(self.env._("The person has a login, or is the company itself."))
        if cards.parent_id:
            obstacles.append(self.env._("The card belongs to a company: erase that one's contact."))
        owed = [
            ("partner_id", "in", people.ids),
            ("move_type", "in", ("out_invoice", "out_refund")),
            ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial", "in_payment")),
        ]
        if count := cards.env["account.move"].search_count(owed):
            obstacles.append(self.env._("%(count)s invoices are not settled.", count=count))
        opened = [("partner_id", "in", people.ids), ("state", "=", "draft")]
        if count := cards.env["pos.order"].search_count(opened):
            obstacles.append(self.env._("%(count)s orders are open at a till.", count=count))
        return obstacles

    @api.model
    def _kms_kept(self, partner):
        """Return what stays and why, a sentence per kind.

        :rtype: list[str]
        """
        # sudo: how many documents of each kind there are; none of them leaves this method.
        env, people = self.sudo().env, (partner | partner.child_ids).ids
        mine = ("partner_id", "in", people)
        moves = env["account.move"].search_count([mine, ("state", "=", "posted")])
        orders = env["pos.order"].search_count([mine])
        uses = env["kms.coupon.use"].search_count([mine])
        words = self.env.company.kms_accounting_years
        kept = []
        if moves:
            kept.append(
                self.env._(
                    "%(count)s posted accounting documents, with the name that is printed on them:"
                    " books and their documents are kept for %(years)s years.",
                    count=moves,
                    years=words,
                )
            )
        if orders:
            kept.append(
                self.env._(
                    "%(count)s orders of tills, without name and number: they are the takings of"
                    " closed days.",
                    count=orders,
                )
            )
        if uses:
            kept.append(
                self.env._(
                    "%(count)s uses of coupons, without name: they explain discounts in the books.",
                    count=uses,
                )
            )
        return kept

    # ------------------------------------------------------------
    # Carrying out
    # ------------------------------------------------------------

    @api.model
    def _kms_erase(self, partner, reason):
        """Make a customer a number.

        :param str reason: key of the field
        :rtype: kms.erasure
        :raise UserError: something is still open
        """
        partner.ensure_one()
        if obstacles := self._kms_obstacles(partner):
            raise UserError("\n".join(obstacles))
        kept = self._kms_kept(partner)
        # sudo: the person's data wherever it is; the wizard has checked who asks.
        erasure = self.sudo()
        people = partner.sudo().with_context(active_test=False, tracking_disable=True)
        people |= people.child_ids
        wanted = erasure._kms_patterns(people)
        printed = erasure._kms_printed_names(people)
        for person in people:
            person.write(erasure._prepare_blank(person))
        erasure._kms_drop(people)
        self.env.flush_all()
        rows = erasure._kms_sweep(people, *wanted, f"[erased {partner.id}]")
        erasure._kms_restore_printed(printed)
        self.env.invalidate_all(flush=False)
        erasure._kms_append(
            {
                "moment": self.env.cr.now(),
                "partner_id": partner.id,
                "company_id": self.env.company.id,
                "user_id": self.env.uid,
                "reason": reason,
                "rows": rows,
                "kept": "\n".join(kept),
            }
        )
        return self.search([("partner_id", "=", partner.id)], limit=1)

    def _kms_patterns(self, people):
        """Return the patterns of numbers and addresses, and those of names.

        :rtype: tuple[list[str], list[str]]
        """
        sure, names = set(), set()
        for person in people:
            code = str(person._kms_phone_country().phone_code or "")
            for number in (person.phone_sanitized, person.kms_mobile_sanitized):
                if number:
                    sure.add(number_pattern(number.removeprefix("+"), code))
            for text in (person.phone, person.kms_mobile, person.email, person.email_normalized):
                sure.add(word_pattern(text))
            names |= {name_pattern(person.name), name_pattern(person.kms_lastname)}
        return sorted(sure - {None}), sorted(names - {None})

    def _kms_printed_names(self, people):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id, invoice_partner_display_name FROM account_move"
                " WHERE commercial_partner_id = ANY(%s) AND state = 'posted'",
                people.ids,
            )
        )
        return self.env.cr.fetchall()

    def _kms_restore_printed(self, printed):
        """Posted documents keep the name that was printed on them."""
        for move_id, name in printed:
            self.env.cr.execute(
                SQL(
                    "UPDATE account_move SET invoice_partner_display_name = %s WHERE id = %s",
                    name,
                    move_id,
                )
            )

    def _prepare_blank(self, person):
        """Return the values of a card that nobody can be recognised by."""
        blank = {
            name: False
            for name, field in person._fields.items()
            if field.type in TEXTS
            and name not in HARMLESS
            and not field.related
            and not field.required
            and (field.store or field.type == "binary")
            and (not field.readonly or field.inverse)
            and (not field.compute or field.inverse)
        }
        return {
            **blank,
            "name": self.env._("Erased customer %(number)s", number=person.id),
            "category_id": [(5, 0, 0)],
            "active": False,
        }

    def _kms_drop(self, people):
        """Remove what is only the person's: files, followed changes, coupons that are left."""
        on_card = [("res_model", "=", "res.partner"), ("res_id", "in", people.ids)]
        self.env["ir.attachment"].search(on_card).unlink()
        messages = [("model", "=", "res.partner"), ("res_id", "in", people.ids)]
        self.env["mail.message"].search(messages).unlink()
        self.env["loyalty.card"].search([("partner_id", "in", people.ids)]).active = False

    def _kms_sweep(self, people, sure, names, word):
        """Replace numbers and addresses in every text of the database, names where they are his.

        :param list sure: patterns that are nobody else's
        :param list names: patterns that count in rows that belong to the person
        :param str word: what to write instead
        :return: rows changed
        :rtype: int
        """
        if not sure and not names:
            return 0
        found = tables(self.env.cr)
        threads = {
            model._table: name
            for name, model in self.env.registry.items()
            if model._auto and not model._abstract and "message_ids" in model._fields
        }
        documents = documents_of(threads, found, people.ids)
        rows = 0
        for table in found:
            if table.name not in KEPT:
                self.env.cr.execute(table_update(table, people.ids, documents, sure, names, word))
                rows += self.env.cr.rowcount
        return rows
