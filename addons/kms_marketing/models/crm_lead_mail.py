from odoo import api, models
from odoo.tools import email_normalize, html2plaintext
from odoo.tools.mail import email_split_tuples

from ..payload import labelled
from ..payload.fields import key_of

# What machines that answer write into their mails (RFC 3834, and what others do instead).
REPLY_HEADERS = ("X-Autoreply", "X-Autorespond")
NOT_PEOPLE = ("auto_reply", "junk", "list")
REPLY_SUBJECTS = (
    "absencedubureau",
    "autoreply",
    "automaticreply",
    "deliverystatusnotification",
    "maildeliveryfailed",
    "outofoffice",
    "outoftheoffice",
    "reponseautomatique",
    "undeliverable",
    "undeliveredmail",
)
SYSTEM_SENDERS = ("mailerdaemon", "postmaster")
# The address of a web form's own mailer is not the prospect's.
FORM_SENDERS = ("noreply", "donotreply", "nepasrepondre", "wordpress")
MAX_BODY = 20000


class CrmLead(models.Model):
    """An e-mail to the alias of the digital team is a lead, once."""

    _inherit = "crm.lead"

    @api.model
    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        """Let no machine's answer become a lead."""
        _model, thread_id, *_others = route
        if not thread_id and _is_automatic(message, message_dict):
            return ()
        return super()._routing_check_route(
            message, message_dict, route, raise_exception=raise_exception
        )

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Read a mail to the digital team the way deliveries are read.

        :param dict msg_dict: what core understood of the mail
        :param dict custom_values: defaults of the alias
        :return: the lead; the first one when the same mail comes again
        :rtype: crm.lead
        """
        custom_values = dict(custom_values or {})
        team = self.env["crm.team"].browse(custom_values.get("team_id"))
        if team.kms_channel != "digital":
            return super().message_new(msg_dict, custom_values=custom_values)
        key = f"mail:{msg_dict['message_id']}"
        company = team.company_id or self.env.company
        known = self.with_context(active_test=False).search(
            [("kms_external_id", "=", key), ("company_id", "in", [False, company.id])], limit=1
        )
        if known:
            return known
        values = self._kms_read_mail(msg_dict, company)
        custom_values |= values | {"kms_external_id": key, "type": "opportunity"}
        # core would write the sender's address over the one in the form
        msg_dict = {**msg_dict, "email_from": values["email_from"]}
        return super(CrmLead, self.with_context(kms_keep_card=True)).message_new(
            msg_dict, custom_values=custom_values
        )

    @api.model
    def _kms_read_mail(self, msg_dict, company):
        """Return the values of the lead that a mail stands for.

        :param dict msg_dict: what core understood of the mail
        :param company: `res.company` that gets the lead
        :rtype: dict
        """
        name, address = (email_split_tuples(msg_dict.get("from") or "") or [("", "")])[0]
        by_form = key_of(address.partition("@")[0]).startswith(FORM_SENDERS)
        sender = {} if by_form else {"contact_name": name, "email_from": email_normalize(address)}
        text = html2plaintext(msg_dict.get("body") or "")[:MAX_BODY]
        # sudo: mappings are the manager's; here they only say what a label means
        mapping = self.env["kms.lead.mapping"].sudo().search([("is_mail", "=", True)], limit=1)
        row = mapping._read_row(labelled(text)) if mapping else {}
        rows = [{key: value for key, value in {**sender, **row}.items() if value}]
        reader = self.env["kms.lead.reader"]
        [result] = reader._read_rows(rows, company, True)
        if result.problems:
            # the mail itself stays in the history, so what is not understood may be left out
            wrong = {key for key, _sentence in result.problems}
            rows = [{key: value for key, value in rows[0].items() if key not in wrong}]
            [result] = reader._read_rows(rows, company, True)
        asked = {"phone": [result.phone], "email_from": [result.email]}
        asked = {key: list(filter(None, texts)) for key, texts in asked.items()}
        known = reader._find_known_partners(asked, company)
        partner = next((one.record_id for one in known.values()), False)
        return {
            "email_from": False,
            **result.values,
            "name": msg_dict.get("subject") or result.values.get("name") or address,
            "company_id": company.id,
            "partner_id": partner,
            "medium_id": result.values.get("medium_id") or self.env.ref("utm.utm_medium_email").id,
        }


def _is_automatic(message, message_dict):
    """Whether a machine wrote this mail.

    :param email.message.EmailMessage message: the mail
    :param dict message_dict: what core understood of it
    :rtype: bool
    """
    submitted = (message.get("Auto-Submitted") or "no").strip().lower()
    precedence = (message.get("Precedence") or "").strip().lower()
    sender = key_of((message_dict.get("email_from") or "").partition("<")[2].partition("@")[0])
    sender = sender or key_of((message_dict.get("email_from") or "").partition("@")[0])
    return bool(
        submitted.startswith("auto-replied")
        or precedence in NOT_PEOPLE
        or any(message.get(header) for header in REPLY_HEADERS)
        or sender.startswith(SYSTEM_SENDERS)
        or key_of(message_dict.get("subject") or "").startswith(REPLY_SUBJECTS)
    )
