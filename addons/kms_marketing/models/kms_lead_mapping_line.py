from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..payload.fields import key_of

TARGETS = [
    ("external_id", "Identifier"),
    ("contact_name", "Name"),
    ("first_name", "First name"),
    ("last_name", "Last name"),
    ("partner_name", "Company"),
    ("phone", "Phone"),
    ("email_from", "E-mail"),
    ("function", "Job position"),
    ("street", "Street"),
    ("city", "City"),
    ("product", "Product of interest"),
    ("expected_revenue", "Expected revenue"),
    ("source", "Source"),
    ("medium", "Medium"),
    ("campaign", "Campaign"),
    ("description", "Notes"),
    ("is_test", "Test delivery"),
]


class KmsLeadMappingLine(models.Model):
    _name = "kms.lead.mapping.line"
    _inherit = ["kms.cached.mixin"]
    _description = "Field of a mapping of incoming leads"
    _order = "mapping_id, sequence, id"
    _rec_name = "path"

    mapping_id = fields.Many2one("kms.lead.mapping", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    path = fields.Char(
        string="Field received",
        required=True,
        help="Name of the field, or names separated by dots: data.full_name. In a list of "
        "questions and answers the name of the question: field_data.email. Case, accents and "
        "punctuation do not matter.",
    )
    target = fields.Selection(TARGETS, string="Becomes", required=True)
    translation = fields.Char(
        string="Values",
        help="What values stand for, such as fb=Facebook, ig=Instagram. Others are kept.",
    )

    @api.constrains("path")
    def _check_path(self):
        for line in self:
            if not all(key_of(name) for name in line.path.split(".")):
                raise ValidationError(
                    self.env._(
                        "%(path)s is no path. Write names separated by dots, such as "
                        "data.full_name.",
                        path=line.path[:60],
                    )
                )

    def _translate(self, text):
        """Return what a received value stands for."""
        self.ensure_one()
        for pair in (self.translation or "").split(","):
            value, equals, meaning = pair.partition("=")
            if equals and key_of(value) == key_of(text):
                return meaning.strip()
        return text
