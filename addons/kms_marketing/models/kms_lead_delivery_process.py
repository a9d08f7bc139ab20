import logging

from psycopg2 import IntegrityError, OperationalError

from odoo import SUPERUSER_ID, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import is_html_empty, mute_logger

from ..payload import Malformed, read_json

_logger = logging.getLogger(__name__)

# What a lead is made for is to be called back: without these it is of no use.
CONTACTS = ("phone", "email_from")
QUIET = {
    # nobody follows or is told by mail: the list of untouched leads and the escalation do that
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_create_nolog": True,
    "tracking_disable": True,
    # what a form says about a known customer is no reason to change the customer's card
    "kms_keep_card": True,
}


class KmsLeadDelivery(models.Model):
    """Making leads of deliveries."""

    _inherit = "kms.lead.delivery"

    def _process(self):
        """Make leads of these deliveries, or say why that cannot be done.

        All of them at once; should that fail, one by one, so that one does not stop the others.
        """
        # as the system: what a form says is written by nobody in the house, and is no human touch
        system = self.with_user(SUPERUSER_ID)
        for source, deliveries in system.grouped("source_id").items():
            company = source.company_id
            lang = company.partner_id.lang or self.env.lang
            deliveries = deliveries.with_company(company).with_context(**QUIET, lang=lang)
            if len(deliveries) > 1 and deliveries._try_process():
                continue
            for delivery in deliveries:
                delivery._try_process()

    def _try_process(self):
        """Process in a savepoint.

        :return: whether it worked; a single delivery that does not is put into quarantine, unless
            somebody else was just faster: then it stays pending and finds the lead next time
        """
        # What was written before is not this delivery's: a lost race over it is run again by Odoo.
        self.env.flush_all()
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self._process_all()
                self.env.flush_all()
        except (IntegrityError, OperationalError, ConcurrencyError) as error:
            _logger.info("delivery %s waits: %s", self.ids, error)
            return False
        except UserError as error:
            if len(self) == 1:
                self._quarantine(str(error))
            return False
        except Exception:
            if len(self) == 1:
                _logger.warning("delivery %s cannot be read", self.id, exc_info=True)
                self._quarantine(self.env._("Something unexpected: ask the administrator."))
            return False
        return True

    def _quarantine(self, reason):
        self.write({"state": "quarantined", "reason": reason})

    def _process_all(self):
        rows = {}
        for delivery in self:
            row, reason = delivery._read_payload()
            if reason:
                delivery._quarantine(reason)
            else:
                rows[delivery] = row
        results = self._read_rows(rows)
        known = self._find_leads()
        fresh = {}
        for delivery in list(results):
            key = delivery._get_lead_key()
            if key not in known and key not in fresh:
                fresh[key] = (delivery, results.pop(delivery))
        self._create_leads(fresh, known)
        for delivery, result in results.items():
            lead = known[delivery._get_lead_key()]
            delivery._complete(lead, result)
            delivery.write({"state": "duplicate", "lead_id": lead.id, "reason": False})

    # ------------------------------------------------------------
    # READING
    # ------------------------------------------------------------

    def _get_lead_key(self):
        """Return the identifier of the lead, which no other source can give it too."""
        self.ensure_one()
        return f"{self.source_id.code}:{self.external_id}"

    def _read_payload(self):
        """Return what the payload says, or why it says nothing.

        :return: texts by key of the reader, and a sentence; one of them is empty
        :rtype: tuple[dict, str]
        """
        self.ensure_one()
        try:
            data = read_json(self.payload)
        except Malformed as error:
            if error.args[0] == "deep":
                return {}, self.env._("The content is nested too deeply to be a form.")
            return {}, self.env._("The content is not JSON. Correct it here, or at the sender.")
        if not isinstance(data, dict):
            return {}, self.env._("The content is no set of fields with names.")
        mapping = self.source_id.mapping_id
        row = mapping._read_row(data)
        row.pop("external_id", None)
        if row.pop("is_test", "").lower() in ("1", "true", "yes"):
            return {}, self.env._("A test of the sender: nothing to do.")
        if not row:
            return {}, self.env._(
                'The mapping "%(mapping)s" knows none of the fields received: %(names)s.',
                mapping=mapping.name,
                names=", ".join(list(data)[:20])[:500] or "-",
            )
        return row, ""

    def _read_rows(self, rows):
        """Return what the reader understood of each row; who cannot be reached is quarantined.

        :param rows: texts by delivery
        :return: results of the reader by delivery
        """
        reader = self.env["kms.lead.reader"].with_context(
            default_user_id=self.source_id.user_id.id or self.env.uid
        )
        company = self.source_id.company_id
        results = dict(
            zip(rows, reader._read_rows(list(rows.values()), company, True), strict=True)
        )
        wrong = {delivery: result for delivery, result in results.items() if result.problems}
        if wrong:
            # What is not understood goes into the notes: a prospect is worth more than a figure.
            again = [self._without_problems(rows[one], wrong[one]) for one in wrong]
            read = reader._read_rows(again, company, True)
            results |= dict(zip(wrong, read, strict=True))
        for delivery, result in list(results.items()):
            values = result.values
            delivery.contact = " ".join(
                filter(None, (values.get("contact_name"), values.get("phone")))
            )[:128]
            if result.problems or not any(values.get(key) for key in CONTACTS):
                first = wrong.get(delivery, result).problems
                sentences = [sentence for _key, sentence in first] or [
                    self.env._("Neither a phone number nor an e-mail: nobody could be called back.")
                ]
                delivery._quarantine("\n".join(sentences))
                del results[delivery]
        return results

    def _without_problems(self, row, result):
        keys = {key for key, _sentence in result.problems}
        notes = [f"{key}: {row[key][:200]}" for key in row if key in keys and key != "description"]
        kept = {key: text for key, text in row.items() if key not in keys}
        text = "\n".join(filter(None, [row.get("description", ""), *notes]))
        return kept | {"description": text[:4000]} if text else kept

    # ------------------------------------------------------------
    # WRITING
    # ------------------------------------------------------------

    def _find_leads(self):
        """Return the leads that are there already, by identifier.

        A lead that was merged into another left its identifier behind, but not its deliveries.
        """
        keys = {delivery._get_lead_key() for delivery in self}
        Lead = self.env["crm.lead"].with_context(active_test=False)
        company = self.source_id.company_id
        earlier = self.search(
            [
                ("source_id", "=", self.source_id.id),
                ("external_id", "in", self.mapped("external_id")),
                ("lead_id", "!=", False),
            ],
            order="id",
        )
        known = {delivery._get_lead_key(): delivery.lead_id for delivery in earlier}
        domain = [("kms_external_id", "in", list(keys)), ("company_id", "in", [False, company.id])]
        known |= {lead.kms_external_id: lead for lead in Lead.search(domain)}
        return {key: lead.with_context(active_test=True) for key, lead in known.items()}

    def _create_leads(self, fresh, known):
        """Make the leads that are not there yet, all in one go, and add them to the known ones."""
        if not fresh:
            return
        shared = self.source_id._prepare_lead_values()
        partners = self._find_partners([result for _delivery, result in fresh.values()])
        vals_list = [
            {
                **shared,
                **result.values,
                **self._prepare_partner(result, partners),
                "kms_external_id": lead_key,
                "kms_lead_source_id": self.source_id.id,
                "kms_arrival_date": delivery.received_at,
            }
            for lead_key, (delivery, result) in fresh.items()
        ]
        leads = self.env["crm.lead"].create(vals_list)
        for (lead_key, (delivery, _result)), lead in zip(fresh.items(), leads, strict=True):
            known[lead_key] = lead
            delivery.write({"state": "done", "lead_id": lead.id, "reason": False})

    def _find_partners(self, results):
        """Return the customers who have one of these numbers or addresses.

        :return: id of the card by kind and value, such as ("phone", "+237677451290")
        """
        asked = {
            "phone": list({result.phone for result in results if result.phone}),
            "email_from": list({result.email for result in results if result.email}),
        }
        found = self.env["kms.lead.reader"]._find_known_partners(asked, self.source_id.company_id)
        return {pair: known.record_id for pair, known in found.items()}

    def _prepare_partner(self, result, partners):
        """Return the customer of a lead, known by number first."""
        pairs = (("phone", result.phone), ("email_from", result.email))
        partner = next((partners[pair] for pair in pairs if pair in partners), None)
        return {"partner_id": partner} if partner else {}

    def _complete(self, lead, result):
        """Fill in what the lead does not say yet; what somebody wrote there stays."""
        values = dict(result.values)
        if not lead.partner_id:
            values |= self._prepare_partner(result, self._find_partners([result]))
        fresh = {
            name: value
            for name, value in values.items()
            if value and name not in ("name", "company_id") and self._is_empty(lead, name)
        }
        if not fresh:
            return
        lead.write(fresh)
        labels = [lead._fields[name]._description_string(self.env) for name in fresh]
        lead._message_log(
            body=self.env._("Completed by a later delivery: %(fields)s.", fields=", ".join(labels))
        )

    def _is_empty(self, lead, name):
        value = lead[name]
        return is_html_empty(value) if lead._fields[name].type == "html" else not value
