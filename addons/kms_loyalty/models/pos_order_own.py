from odoo import models


class PosOrder(models.Model):
    """Whose sale it is: of who was signed in at the server when it was paid."""

    _inherit = "pos.order"

    def _process_saved_order(self, draft):
        # what the till says is not believed: a figure of one's own is no gift of a colleague's
        if not (draft or self.env.su or self.user_id == self.env.user):
            self.user_id = self.env.user
        return super()._process_saved_order(draft)
