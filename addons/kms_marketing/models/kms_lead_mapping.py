from odoo import fields, models

from ..payload import find, others

# Fields of the mapping that are no column of a lead.
NAME_PARTS = ("first_name", "last_name")


class KmsLeadMapping(models.Model):
    """How one kind of sender writes a lead down. The usual senders come with the addon."""

    _name = "kms.lead.mapping"
    _inherit = ["kms.cached.mixin"]
    _description = "Mapping of incoming leads"
    _order = "sequence, name"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    is_mail = fields.Boolean(
        string="For e-mails", help="Reads “Label: answer” lines of e-mails to the digital alias."
    )
    items_path = fields.Char(
        string="Path to the leads",
        help="Where one delivery may hold several leads: names from the outside to one lead, "
        "separated by dots, such as entry.changes.value. Empty: the delivery is one lead, or a "
        "list of leads.",
    )
    secret_path = fields.Char(
        string="Path to the secret",
        help="For senders that put the secret into the body, such as google_key.",
    )
    keep_others = fields.Boolean(
        string="Keep other fields",
        default=True,
        help="Fields that are not mapped are kept in the notes of the lead. Otherwise only "
        "unmapped questions of the form are.",
    )
    line_ids = fields.One2many("kms.lead.mapping.line", "mapping_id", string="Fields", copy=True)

    def _read_row(self, data):
        """Return what a payload says about one lead, as texts.

        :param dict data: part of a payload that stands for one lead
        :return: texts by key of `kms.lead.mapping.line.target`; nothing when no line matches
        :rtype: dict[str, str]
        """
        self.ensure_one()
        row, notes = {}, []
        for line in self.line_ids:
            text = line._translate(find(data, line.path))
            if text and line.target == "description":
                notes.append(text)
            elif text:
                row.setdefault(line.target, text)
        parts = [row.pop(key) for key in NAME_PARTS if key in row]
        if parts:
            row.setdefault("contact_name", " ".join(parts))
        if row:
            used = [*self.line_ids.mapped("path"), self.secret_path or ""]
            rest = others(data, used, self.keep_others)
            notes += [f"{name.replace('_', ' ').strip()}: {text}" for name, text in rest]
        if notes:
            row["description"] = "\n".join(notes)[:4000]
        return row

    def _get_id_paths(self):
        """Return where the identifier that the sender gave a lead may be.

        :rtype: tuple[str]
        """
        lines = self.line_ids.filtered(lambda line: line.target == "external_id")
        return tuple(lines.mapped("path"))
