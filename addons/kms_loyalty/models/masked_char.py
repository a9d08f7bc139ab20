from odoo import fields

from ..privacy.mask import mask

NUMBERS = frozenset(("phone", "kms_mobile", "phone_sanitized", "kms_mobile_sanitized"))
# of a card; the remark and the address that opens WhatsApp repeat the number
HIDDEN = NUMBERS | {"kms_phone_problem", "kms_whatsapp"}
# Cards of the house's own people, and settings.
OPEN_MODELS = frozenset(("res.users", "res.company"))


class MaskedChar(fields.Char):
    """A number that leaves the server masked for who does not need it.

    What code of the server reads stays whole: documents are found, and messages sent, by it.
    Reading, screens and exports pass here, from any model and by any path.
    """

    def convert_to_read(self, value, record, use_display_name=True):
        return _shown(super().convert_to_read(value, record, use_display_name), record)

    def convert_to_export(self, value, record):
        return _shown(super().convert_to_export(value, record), record)

    def convert_to_display_name(self, value, record):
        return _shown(super().convert_to_display_name(value, record), record)


def _shown(value, record):
    """Mask a customer's number; colleagues may call each other."""
    sees = getattr(record.env["res.partner"], "_kms_sees_phones", None)
    # a database without this addon may share the definition of a field
    if not value or sees is None or sees():
        return value
    if record._name == "res.partner" and not record.partner_share:
        return value
    return mask(value)


def mask_fields(registry):
    """Mask the numbers of customers' cards and of the documents that repeat them.

    Done when all models are set up: an addon that redefines a number, or shows it on a document of
    its own, gets the mask too.
    """
    for model in registry.models.values():
        if model._name in OPEN_MODELS:
            continue
        for field in model._fields.values():
            if type(field) is fields.Char and _is_number(model, field):
                field.__class__ = MaskedChar


def _is_number(model, field):
    if model._name == "res.partner":
        return field.name in HIDDEN
    if field.related:
        source = field
        while source.related and source.related_field:
            source = source.related_field
        if source.model_name == "res.partner":
            return source.name in NUMBERS
    return field.name == "phone" and "partner_id" in model._fields
