from odoo import models


class KmsLeadImport(models.Model):
    """What an import tells people about single rows."""

    _inherit = "kms.lead.import"

    def _known_sentence(self, known, memory):
        """Whom a row was recognised as, as far as the reader may know."""
        by = {
            "phone": self.env._("same phone"),
            "email_from": self.env._("same e-mail"),
            "external_id": self.env._("same identifier"),
        }[known.key]
        if known.row is not None:
            number = memory["numbers"][known.row]
            return self.env._("Row %(number)s of this file (%(by)s)", number=number, by=by)
        record = self.env[known.model].browse(known.record_id)
        if not record.has_access("read"):
            return self.env._("Known to a colleague (%(by)s)", by=by)
        name = record.display_name
        if known.model == "crm.lead":
            return self.env._("Lead %(name)s (%(by)s)", name=name, by=by)
        return self.env._("Customer %(name)s (%(by)s)", name=name, by=by)

    def _write_lines(self, outcomes, memory):
        """Keep what there is to say about rows that are not simply new leads."""
        headings = [column["heading"] for column in self.columns]
        place_of = dict(memory["places"])
        lines = []
        for outcome in outcomes:
            line = {"import_id": self.id, "row": outcome.number, "kind": outcome.action}
            line["name"] = outcome.read.values.get("name") or " ".join(outcome.cells)[:64]
            for key, sentence in outcome.read.problems:
                place = place_of.get(key)
                column = headings[place] if place is not None else ""
                lines.append({**line, "column": column, "sentence": sentence})
            if outcome.known:
                made = memory.get("made", {}).get(outcome.known.row)
                kind = "twin" if outcome.action == "create" else outcome.action
                place = place_of.get(outcome.known.key)
                lines.append(
                    {
                        **line,
                        "kind": kind,
                        "column": headings[place] if place is not None else "",
                        "sentence": self._known_sentence(outcome.known, memory),
                        "res_model": "crm.lead" if made else outcome.known.model or False,
                        "res_id": made or outcome.known.record_id,
                    }
                )
        # sudo: the report is written by the import alone, people only read it
        self.env["kms.lead.import.line"].sudo().create(lines)
