import json
from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user

SECRET = "a-secret-of-the-tests-only"
META = {
    "object": "page",
    "entry": [
        {
            "id": "88",
            "time": 1760000000,
            "changes": [
                {
                    "field": "leadgen",
                    "value": {
                        "leadgen_id": "4711",
                        "form_id": "12",
                        "platform": "ig",
                        "campaign_name": "Test kitchens",
                        "field_data": [
                            {"name": "full_name", "values": ["Mme Kalla"]},
                            {"name": "phone_number", "values": ["+237677451290"]},
                            {"name": "email", "values": ["kalla@example.com"]},
                            {"name": "quel_budget_?", "values": ["500 000"]},
                        ],
                    },
                }
            ],
        }
    ],
}


class DigitalMixin:
    """A digital team with a leader and an agent, and a source that takes plain deliveries."""

    @classmethod
    def _set_up_digital(cls):
        cls.company = cls.env.company
        cls.company.country_id = cls.env.ref("base.cm")
        cls.company.kms_touch_work_hours = False
        cls.agent = cls._new_user("call_agent")
        cls.manager = cls._new_user("marketing")
        cls.team = cls.env["crm.team"]._kms_get_channel_team("digital", cls.company)
        cls.env["ir.config_parameter"].set_param("sales_team.membership_multi", True)
        cls.team.write({"member_ids": cls.agent.ids, "user_id": cls.manager.id})
        cls.source = cls._new_source("plain", code="test-plain")

    @classmethod
    def _new_user(cls, role):
        return new_test_user(
            cls.env,
            login=f"digital_{role}",
            name=f"Digital {role}",
            groups=f"base.group_user,kms_base.role_{role}",
        )

    @classmethod
    def _new_source(cls, mapping, **values):
        return cls.env["kms.lead.source"].create(
            {
                "name": mapping,
                "code": f"test-{mapping}",
                "secret": SECRET,
                "mapping_id": cls.env.ref(f"kms_marketing.kms_lead_mapping_{mapping}").id,
                **values,
            }
        )

    @classmethod
    def _deliver(cls, data, source=None, process=True):
        """Store a payload the way the endpoint does, and return the new deliveries."""
        source = source or cls.source
        Delivery = cls.env["kms.lead.delivery"]
        before = Delivery.search([], order="id desc", limit=1).id or 0
        access = cls.env["kms.lead.source"]._get_access(source.code)
        text = data if isinstance(data, str) else None
        Delivery._store(access, None if text is not None else data, text)
        new = Delivery.search([("id", ">", before)], order="id")
        if process:
            new._process()
        return new

    def _run_job(self, model, method):
        """Run a scheduled job as the server does, but within the transaction of the test."""

        def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            return 1 if remaining else 0

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit_progress):
            getattr(self.env[model], method)()

    @classmethod
    def _lead(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Mme Kalla",
                "contact_name": "Mme Kalla",
                "phone": "+237 677 45 12 90",
                "kms_channel": "digital",
                "type": "opportunity",
                "user_id": False,
                **values,
            }
        )


class DigitalCase(DigitalMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_digital()


def plain(number=1, **values):
    return {
        "id": f"id-{number}",
        "full_name": f"Prospect {number}",
        "phone": f"+23767745{number:04d}",
        **values,
    }


def encoded(data):
    return json.dumps(data)
