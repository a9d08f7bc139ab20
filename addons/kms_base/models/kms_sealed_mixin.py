from odoo import api, models
from odoo.exceptions import AccessError

from ..defaults import without_defaults


class KmsSealedMixin(models.AbstractModel):
    """Fields that the steps of a document write, and no client by hand.

    "Read only" in a view stops nobody who calls the server: states, approvals and counters are
    sealed here. The steps write them as superuser.
    """

    _name = "kms.sealed.mixin"
    _description = "Fields that only steps write"

    # names of the fields, and of those that may only be given at creation
    _kms_sealed = frozenset()
    _kms_sealed_later = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        self._kms_refuse_sealed(self._kms_sealed.intersection(set().union(*vals_list)))
        if self.env.su:
            return super().create(vals_list)
        return super(KmsSealedMixin, without_defaults(self, self._kms_sealed)).create(vals_list)

    def write(self, vals):
        self._kms_refuse_sealed((self._kms_sealed | self._kms_sealed_later).intersection(vals))
        return super().write(vals)

    def _kms_refuse_sealed(self, names):
        """:raise AccessError: a client writes what only the buttons may change"""
        if names and not self.env.su:
            raise AccessError(
                self.env._(
                    "%(fields)s: only the buttons of the screen change this.",
                    fields=", ".join(
                        sorted(self._fields[name]._description_string(self.env) for name in names)
                    ),
                )
            )
