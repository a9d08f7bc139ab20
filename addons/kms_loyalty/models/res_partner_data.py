import io
import json

from odoo import fields, models

CARD = (
    "name email phone kms_mobile street street2 zip city country_id lang category_id kms_status "
    "kms_loyalty_tier_id kms_loyalty_score create_date comment"
).split()
# A person's own data; nobody has more rows of a kind.
MOST_ROWS = 100_000


class ResPartner(models.Model):
    """Everything that the loyalty knows about a customer, for the customer."""

    _inherit = "res.partner"

    def action_kms_data_xlsx(self):
        """Download the customer's data as an Excel file.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self._kms_data_action("xlsx")

    def action_kms_data_json(self):
        """Download the customer's data for another system.

        :rtype: dict
        """
        self.ensure_one()
        self.check_access("read")
        return self._kms_data_action("json")

    def _kms_data_action(self, kind):
        return {
            "type": "ir.actions.act_url",
            "url": f"/kms_loyalty/partner/{self.id}/data.{kind}",
            "target": "download",
        }

    def _kms_data_sections(self):
        """Return what is known, by kind: model, link to the customer, fields. Addons add theirs.

        :rtype: list[tuple]
        """
        return [
            ("kms.marketing.consent", "partner_id", "moment medium said source user_id"),
            (
                "kms.loyalty.score",
                "partner_id",
                "score frequency regularity recency amount tier_id purchases spent last_purchase",
            ),
            (
                "kms.loyalty.score.history",
                "partner_id",
                "date_from date_to score frequency regularity recency amount",
            ),
            ("kms.loyalty.move", "partner_id", "date kind from_tier_id to_tier_id score"),
            ("loyalty.card", "partner_id", "code program_id points expiration_date"),
            ("kms.points.entry", "partner_id", "moment kind points order_ref program_id"),
            ("kms.coupon.use", "partner_id", "moment kind code program_id order_ref amount"),
            ("kms.coupon.member", "partner_id", "campaign_id arm code mail_state"),
            ("pos.order", "partner_id", "date_order pos_reference amount_total state"),
            (
                "pos.order.line",
                "order_id.partner_id",
                "order_id full_product_name qty price_unit discount price_subtotal_incl",
            ),
            ("sale.order", "partner_id", "date_order name amount_total state"),
            ("account.move", "partner_id", "invoice_date name move_type amount_total state"),
        ]

    def _kms_data(self):
        """Return the customer's data that the user may read.

        :return: label of the section, its titles and rows
        :rtype: list[tuple[str, list[str], list[list]]]
        """
        self.ensure_one()
        people = self | self.child_ids
        found = [people._kms_data_table(people, CARD)]
        for model, link, names in self._kms_data_sections():
            Model = self.env[model].with_context(active_test=False)
            if not Model.has_access("read"):
                continue
            known = [name for name in names.split() if name in Model._fields]
            records = Model.search([(link, "in", people.ids)], limit=MOST_ROWS)
            found.append(self._kms_data_table(records, known))
        return found

    def _kms_data_table(self, records, names):
        model = self.env["ir.model"]._get(records._name)
        titles = [records._fields[name]._description_string(self.env) for name in names]
        rows = [[_shown(record, name) for name in names] for record in records]
        return model.name, titles, rows

    def _kms_data_json(self):
        """Return the data as JSON.

        :rtype: bytes
        """
        sections = {
            name: [dict(zip(titles, row, strict=True)) for row in rows]
            for name, titles, rows in self._kms_data()
        }
        return json.dumps(sections, ensure_ascii=False, indent=2).encode()

    def _kms_data_workbook(self):
        """Return the data as an Excel file with a sheet per kind; texts cannot run.

        :rtype: bytes
        """
        import xlsxwriter  # big, and for this alone: loaded when it is used

        output = io.BytesIO()
        options = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(output, options) as book:
            bold = book.add_format({"bold": True, "bottom": 1})
            for place, (name, titles, rows) in enumerate(self._kms_data(), 1):
                title = "".join(sign for sign in name if sign not in "[]:*?/\\'")
                sheet = book.add_worksheet(f"{place} {title}"[:31])
                sheet.set_column(0, len(titles), 20)
                sheet.freeze_panes(1, 0)
                for line, values in enumerate([titles, *rows]):
                    for column, value in enumerate(values):
                        if isinstance(value, str) or line == 0:
                            sheet.write_string(line, column, value, None if line else bold)
                        else:
                            sheet.write_number(line, column, value)
        return output.getvalue()


def _shown(record, name):
    """Return a value as a person reads it: a text, or a number."""
    field, value = record._fields[name], record[name]
    if field.relational:
        return ", ".join(value.mapped("display_name"))
    if field.type == "selection":
        return dict(field._description_selection(record.env)).get(value, "")
    if field.type == "date":
        return fields.Date.to_string(value) or ""
    if field.type == "datetime":
        local = value and fields.Datetime.context_timestamp(record, value)
        return local.strftime("%Y-%m-%d %H:%M") if local else ""
    if field.type in ("integer", "float", "monetary"):
        return value or 0
    return str(field.convert_to_export(value, record) or "")
