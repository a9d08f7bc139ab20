from odoo import api, models

# What only code can put into a context: a client that names the key does not have the value.
GIVEN = object()


class KmsBulkMixin(models.AbstractModel):
    """For models whose records ``kms.bulk.create`` makes."""

    _name = "kms.bulk.mixin"
    _description = "Created in bulk"

    @api.model
    def _create(self, data_list):
        if self.env.context.get("kms_bulk_create") is GIVEN:
            # The ORM computes what is read-only again, even when it is given: not here.
            for data in data_list:
                fields = (self._fields[name] for name in data["stored"])
                data["protected"].update(field for field in fields if field.compute)
        return super()._create(data_list)

    def _check_company(self, fnames=None):
        # The first of each kind was checked, and its like belong to the same records.
        if self.env.context.get("kms_bulk_create") is GIVEN:
            return
        super()._check_company(fnames)
