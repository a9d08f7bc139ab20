from .common import ShowroomCase

AKWA = (4.0497, 9.6966)
BONABERI = (4.0725, 9.6760)
MAKEPE = (4.0800, 9.7500)


class FieldCase(ShowroomCase):
    """Two field salespeople, their manager, and visits at places in Douala."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.walker = cls._new_user("field")
        cls.other = cls._new_user("field", suffix="2")
        cls.manager = cls._new_user("marketing")
        cls.phone = cls.env["kms.field"].with_user(cls.walker)
        cls.number = 0

    @classmethod
    def _send(cls, phone=None, **values):
        """Have the phone send a visit with an identifier of its own."""
        cls.number += 1
        values = {"uuid": f"{cls.number:016x}", "name": "Mr Ewane", **values}
        # a model without records is false
        phone = cls.phone if phone is None else phone
        visit_id = phone.register_visit(values)["id"]
        return cls.env["kms.field.visit"].browse(visit_id)

    @classmethod
    def _prospect(cls, name, point=None, user=None):
        """Return a prospect of the walker, visited at the point when one is given."""
        values = {"name": name, "contact_name": name, "kms_channel": "field"}
        lead = cls.env["crm.lead"].create({**values, "user_id": (user or cls.walker).id})
        if point:
            cls.env["kms.field.visit"].create(
                {
                    "lead_id": lead.id,
                    "user_id": (user or cls.walker).id,
                    "result": "to_recall",
                    "has_position": True,
                    "latitude": point[0],
                    "longitude": point[1],
                    "check_in_date": "2026-01-05 09:00:00",
                }
            )
        return lead
