from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


class SaleOrder(models.Model):
    """A quotation that changes after it was sent keeps its chain: v1, v2, ...

    One version of a chain is alive, the last one; the others are closed and say by which one they
    were replaced. For the figures a chain is one quotation, that of its first version.
    """

    _inherit = "sale.order"

    kms_root_id = fields.Many2one(
        "sale.order",
        string="First version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty on a first version.",
    )
    kms_previous_id = fields.Many2one(
        "sale.order",
        string="Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    kms_revision = fields.Integer(string="Version", default=1, readonly=True, copy=False)
    kms_next_ids = fields.One2many("sale.order", "kms_previous_id", string="Next versions")
    kms_next_id = fields.Many2one(
        "sale.order", string="Replaced by", compute="_compute_kms_next_id"
    )

    # Two people who change one quotation at once meet here.
    _kms_revision_uniq = models.UniqueIndex(
        "(kms_root_id, kms_revision) WHERE kms_root_id IS NOT NULL",
        "This version of the quotation exists already. Open it from the one before.",
    )
    # Whatever path it takes, the customer never has two versions to accept.
    _kms_alive_uniq = models.UniqueIndex(
        "(COALESCE(kms_root_id, id)) WHERE state != 'cancel'",
        "Another version of this quotation is open already. Close that one first.",
    )

    @api.depends("kms_next_ids")
    def _compute_kms_next_id(self):
        for order in self:
            order.kms_next_id = order.kms_next_ids[:1]

    def _kms_root(self):
        """Return the first versions of these quotations."""
        return self.browse().union(*(order.kms_root_id or order for order in self))

    def _kms_chain(self):
        """Return all versions of these quotations, first ones first.

        :rtype: sale.order
        """
        roots = self._kms_root().ids
        return self.search(
            Domain("id", "in", roots) | Domain("kms_root_id", "in", roots), order="kms_revision, id"
        )

    def action_kms_revise(self):
        """Replace a quotation that was sent by a new version with the same lines.

        A second click, here or on a colleague's screen, opens the version of the first.

        :return: the form action of the version that is alive
        :rtype: dict
        :raise UserError: the quotation was not sent yet, or is closed or sold
        """
        self.ensure_one()
        self.check_access("write")
        self.flush_recordset()
        # Wait for a colleague who does the same. PostgreSQL then refuses this stale snapshot, Odoo
        # runs the call again, and the second run finds the new version.
        self.env.cr.execute(SQL("SELECT id FROM sale_order WHERE id = %s FOR UPDATE", self.id))
        if self.kms_next_id:
            return self._kms_chain()[-1:]._get_records_action()
        if self.state != "sent":
            raise UserError(
                self.env._(
                    "%(name)s is not a quotation that waits at the customer's. Change it directly, "
                    "or reopen it first.",
                    name=self.name,
                )
            )
        values = self._prepare_kms_revision_values()
        # the old one first: one version is alive at a time
        self._kms_close(self.env._("Replaced by %(name)s", name=values["name"]))
        self.env.flush_all()
        revision = self.copy(values)
        for order, other in ((self, revision), (revision, self)):
            order.message_post_with_source(
                "kms_marketing.message_revision", render_values={"order": order, "other": other}
            )
        return revision._get_records_action()

    def _prepare_kms_revision_values(self):
        """Return what the next version does not simply copy."""
        self.ensure_one()
        root, number = self._kms_root(), self.kms_revision + 1
        return {
            "name": f"{root.name}-{number}",
            "kms_root_id": root.id,
            "kms_previous_id": self.id,
            "kms_revision": number,
            "kms_visit_id": self.kms_visit_id.id,
            "kms_remark": self.kms_remark,
            "client_order_ref": self.client_order_ref,
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
        }

    def action_draft(self):
        """Only the last version of a quotation can be opened again."""
        self.check_access("write")
        for order in self.filtered("kms_next_id"):
            raise UserError(
                self.env._(
                    "%(name)s was replaced by %(next)s. Open that one.",
                    name=order.name,
                    next=order._kms_chain()[-1:].name,
                )
            )
        return super().action_draft()

    def action_kms_open_next(self):
        """Open the version that replaced this one.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self._kms_chain()[-1:]._get_records_action()

    def action_kms_open_previous(self):
        """Open the version that this one replaced.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self.kms_previous_id._get_records_action()
