from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

# A till that was away for longer starts its index over.
DAYS = 30
CLEANED = 10_000


class KmsTillGone(models.Model):
    """A customer that was deleted or merged: tills forget them, their late orders find the other.

    Nothing personal: the ids alone.
    """

    _name = "kms.till.gone"
    _description = "Customer that tills forget"
    _order = "id"
    _log_access = False

    partner_key = fields.Integer(required=True, index=True)
    moment = fields.Datetime(required=True, index=True)
    # no foreign key: the other may be gone one day too, and then has a line of its own
    into_key = fields.Integer(help="The customer that they were merged into.")

    @api.model
    def _kms_note(self, partners, into=None):
        """Note that these customers are about to go.

        :param res.partner partners:
        :param res.partner into: the one that they become
        """
        # sudo: a line of the register, whoever may delete or merge customers.
        self.sudo().create(
            [
                {
                    "partner_key": key,
                    "moment": self.env.cr.now(),
                    "into_key": into.id if into else 0,
                }
                for key in partners.ids
            ]
        )

    @api.model
    def _kms_heir(self, key):
        """Return whom a customer who is no more was merged into.

        :param int key: id that a till knew
        :rtype: res.partner
        """
        Partner = self.env["res.partner"]
        # sudo: the till's late order gets the customer that it meant.
        Gone, seen = self.sudo(), set()
        while key and key not in seen:
            seen.add(key)
            if partner := Partner.browse(key).exists():
                return partner
            domain = [("partner_key", "=", key), ("into_key", ">", 0)]
            key = Gone.search(domain, order="id desc", limit=1).into_key
        return Partner

    @api.autovacuum
    def _gc_gone(self):
        """Forget the deletions that every till knows by now; merges stay for late orders."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM kms_till_gone WHERE id IN (SELECT id FROM kms_till_gone"
                " WHERE moment < %s AND into_key = 0 ORDER BY id LIMIT %s)",
                self.env.cr.now() - timedelta(days=DAYS + 1),
                CLEANED,
            )
        )
