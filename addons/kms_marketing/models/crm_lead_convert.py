from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize

# What a prospect says and a customer card keeps. Core lets the card win on the lead as soon as both
# are linked.
TOLD_FIELDS = (
    "email",
    "phone",
    "function",
    "company_name",
    "website",
    "street",
    "street2",
    "zip",
    "city",
)


class CrmLead(models.Model):
    """One click from a prospect of any channel to a customer with a quotation."""

    _inherit = "crm.lead"

    def action_kms_convert_to_quotation(self):
        """Turn the prospect into a customer with a quotation, once.

        A second click, here or on a colleague's screen, opens the quotation of the first.

        :return: the form action of the quotation
        :rtype: dict
        :raise UserError: the prospect has neither a name nor a customer card
        """
        self.ensure_one()
        self.check_access("write")
        self.env["sale.order"].flush_model(["kms_visit_id", "opportunity_id", "state"])
        # Wait for a colleague who is converting the same prospect. PostgreSQL then refuses this
        # stale snapshot, Odoo runs the call again, and the second run finds the quotation.
        self.env.cr.execute(SQL("SELECT id FROM crm_lead WHERE id = %s FOR UPDATE", self.id))
        if not self.kms_quotation_id:
            if not self.active:
                raise UserError(
                    self.env._("This prospect is marked as lost. Restore it before quoting.")
                )
            if not self._kms_adopt_quotation():
                self._kms_link_customer()
                self.env["sale.order"].create(self._prepare_kms_quotation_values())
        return self.kms_quotation_id._get_records_action()

    def _kms_adopt_quotation(self):
        """Take a quotation that was made beside the button as the one of this prospect.

        :rtype: sale.order
        """
        # sudo: a colleague may have made it, and a prospect has one quotation whoever made it.
        order = (
            self.env["sale.order"]
            .sudo()
            .search(
                [("opportunity_id", "=", self.id), ("state", "!=", "cancel")],
                order="id desc",
                limit=1,
            )
        )
        order.kms_visit_id = self
        return order

    # ------------------------------------------------------------
    # THE CUSTOMER
    # ------------------------------------------------------------

    def _kms_link_customer(self):
        """Give the prospect a customer card, and the card what the prospect told us."""
        self.ensure_one()
        told = self._prepare_kms_told_values()
        known = self.partner_id
        partner = known or self._kms_create_customer()
        self.write(
            {
                "partner_id": partner.id,
                "type": "opportunity",
                "date_conversion": self.date_conversion or fields.Datetime.now(),
                "kms_contact_date": self.kms_contact_date or fields.Datetime.now(),
                "user_id": self._kms_get_salesperson().id,
            }
        )
        if partner.has_access("write"):
            empty = {name: value for name, value in told.items() if value and not partner[name]}
            # The phone is how the card was found, or belongs to it by decision of a person.
            empty.pop("phone", None)
            if partner.parent_id or partner.is_company:
                empty.pop("company_name", None)
            if empty:
                partner.write(empty)
        self._kms_post_origin(partner, told)

    def _kms_create_customer(self):
        """Find the prospect's customer card by phone, or by e-mail without one, or create it.

        :rtype: res.partner
        """
        name = self.contact_name or self.partner_name
        if not name:
            raise UserError(
                self.env._(
                    "Write down the visitor's name first: a quotation is made out to someone."
                )
            )
        Partner = self.env["res.partner"]
        values = self._prepare_customer_values(name, is_company=not self.contact_name)
        # The floor is one team: a customer who comes back is served by whoever is free.
        shared = self.kms_channel == "showroom"
        values["user_id"] = False if shared else self._kms_get_salesperson().id
        values["lang"] = values.get("lang") or self.env.lang
        if self.phone:
            return Partner._kms_find_or_create_by_phone(self.phone, values)
        return self._kms_find_customer_by_email() or Partner.create(values)

    def _kms_find_customer_by_email(self):
        """Return the only customer with the prospect's e-mail address, if there is one."""
        email = email_normalize(self.email_from)
        Partner = self.env["res.partner"]
        if not email:
            return Partner
        found = Partner.search(
            [
                ("email_normalized", "=", email),
                ("company_id", "in", (False, (self.company_id or self.env.company).id)),
            ],
            limit=2,
        )
        return found if len(found) == 1 else Partner

    def _prepare_kms_told_values(self):
        """Return what the prospect told us, before the card overrules it."""
        self.ensure_one()
        values = self._prepare_customer_values(self.contact_name or self.partner_name or "")
        return {name: values.get(name) or False for name in TOLD_FIELDS}

    def _kms_post_origin(self, partner, told):
        """Write on the customer's card where they come from, and what the card does not say."""
        channels = dict(self._fields["kms_channel"]._description_selection(self.env))
        origin = [channels.get(self.kms_channel)]
        origin += [record.display_name for record in (self.source_id, self.campaign_id) if record]
        lines = [
            self.env._(
                "Prospect turned into a quotation: %(prospect)s", prospect=self._get_html_link()
            ),
            " · ".join(filter(None, origin)),
        ]
        for name, value in told.items():
            if value and partner[name] and self._kms_differs(name, value, partner[name]):
                label = partner._fields[name]._description_string(self.env)
                lines.append(
                    self.env._(
                        "%(field)s given by the prospect: %(told)s (on the card: %(card)s)",
                        field=label,
                        told=value,
                        card=partner[name],
                    )
                )
        body = Markup("<br/>").join(line for line in lines if line)
        for document in partner, self if len(lines) > 2 else self.browse():
            if document and document.has_access("write"):
                document.message_post(body=body)

    def _kms_differs(self, name, told, kept):
        if name == "phone":
            Partner = self.env["res.partner"]
            return Partner._kms_normalize(told).e164 != Partner._kms_normalize(kept).e164
        return str(told).strip().lower() != str(kept).strip().lower()

    # ------------------------------------------------------------
    # THE QUOTATION
    # ------------------------------------------------------------

    def _prepare_kms_quotation_values(self):
        """Return the values of the quotation, with the product of interest on it."""
        self.ensure_one()
        values = {
            "partner_id": self.partner_id.id,
            "opportunity_id": self.id,
            "kms_visit_id": self.id,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id,
            "company_id": (self.company_id or self.env.company).id,
            "campaign_id": self.campaign_id.id,
            "medium_id": self.medium_id.id,
            "source_id": self.source_id.id,
            "origin": self.name,
        }
        if self.kms_product_id:
            values["order_line"] = [fields.Command.create({"product_id": self.kms_product_id.id})]
        return values
