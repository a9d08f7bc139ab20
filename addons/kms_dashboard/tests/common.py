from datetime import datetime
from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user
from odoo.tools import SQL

from odoo.addons.kms_dashboard.facts import Source, Watch

WATCHED = (
    "kms_channel",
    "user_id",
    "campaign_id",
    "company_id",
    "date_open",
    "expected_revenue",
    "probability",
)


def select_opened(_env, days):
    """Leads by the day they were assigned: how many, the revenue they promise, what is open."""
    columns = SQL("kms_channel, user_id, NULL::int4, campaign_id")
    where = SQL(
        "company_id = %s AND active IS NOT NULL AND %s",
        days.company_id,
        days.holds(SQL("date_open")),
    )
    day = days.day(SQL("date_open"))
    return SQL(
        "SELECT %(day)s, %(columns)s, 'test_leads', 1 FROM crm_lead WHERE %(where)s UNION ALL"
        " SELECT %(day)s, %(columns)s, 'test_revenue', expected_revenue FROM crm_lead"
        " WHERE %(where)s UNION ALL"
        " SELECT %(day)s, %(columns)s, 'test_promised', expected_revenue FROM crm_lead"
        " WHERE %(where)s AND COALESCE(probability, 0) < 100",
        day=day,
        columns=columns,
        where=where,
    )


def select_members(_env, months):
    """Customers by the months in which one of their leads was assigned."""
    return SQL(
        "SELECT date_trunc('month', %s)::date, kms_channel, 'test_customers', partner_id"
        " FROM crm_lead WHERE company_id = %s AND %s",
        months.day(SQL("date_open")),
        months.company_id,
        months.holds(SQL("date_open")),
    )


def make_source(**values):
    """A source over leads that only tests know."""
    return Source(
        code="test_lead",
        watches=(Watch("crm_lead", (*WATCHED, "partner_id", "active"), SQL("r.date_open")),),
        **{"select": select_opened, "members": select_members, **values},
    )


class FiguresCase(TransactionCase):
    """Three figures over leads, two roles and one board."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "House of figures", "currency_id": cls.env.ref("base.XAF").id}
        )
        cls.env.ref("base.XAF").active = True
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.source = make_source()
        sources = {cls.source.code: cls.source}
        # the class of the registry: no other addon's sources, whatever is installed
        registry_class = type(cls.env["kms.fact.engine"])
        patcher = patch.object(registry_class, "_kms_sources", lambda self: sources)
        cls.addClassCleanup(patcher.stop)
        patcher.start()
        cls.engine = cls.env["kms.fact.engine"]
        cls.engine._kms_sync_triggers()
        cls.manager = cls._new_user("management")
        cls.seller = cls._new_user("showroom")
        cls.colleague = cls._new_user("showroom", "2")
        cls._make_metrics()
        cls._make_board()
        cls.teams = {}
        for channel in ("showroom", "field", "digital"):
            cls.teams[channel] = cls.env["crm.team"].create(
                {"name": channel, "kms_channel": channel, "company_id": cls.company.id}
            )
        cls.campaign = cls.env["utm.campaign"].create({"name": "Test campaign"})

    @classmethod
    def _new_user(cls, role, suffix=""):
        return new_test_user(
            cls.env,
            login=f"figures_{role}{suffix}",
            groups=f"base.group_user,kms_base.role_{role}",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    @classmethod
    def _make_metrics(cls):
        management = cls.env.ref("kms_base.role_marketing")
        showroom = cls.env.ref("kms_base.role_showroom")
        common = {
            "source": cls.source.code,
            "definition": "Leads assigned.",
            "formula_source": "Tests",
            "group_ids": [(6, 0, management.ids)],
            "own_group_ids": [(6, 0, showroom.ids)],
            "model": "crm.lead",
            "date_field": "date_open",
            "channel_field": "kms_channel",
            "user_field": "user_id",
            "campaign_field": "campaign_id",
        }
        create = cls.env["kms.metric"].create
        cls.leads = create({**common, "code": "test_leads", "name": "Test leads"})
        cls.revenue = create(
            {
                **common,
                "code": "test_revenue",
                "name": "Test revenue",
                "unit": "money",
                "measure_field": "expected_revenue",
            }
        )
        bare = {
            "definition": "Test.",
            "formula_source": "Tests",
            "group_ids": common["group_ids"],
        }
        cls.mean = create(
            {
                **bare,
                "code": "test_mean",
                "name": "Test mean",
                "kind": "ratio",
                "unit": "money",
                "numerator_id": cls.revenue.id,
                "denominator_id": cls.leads.id,
            }
        )
        cls.customers = create(
            {
                **bare,
                "code": "test_customers",
                "name": "Test customers",
                "kind": "distinct",
                "source": cls.source.code,
                "model": "res.partner",
                "company_field": False,
            }
        )
        cls.retention = create(
            {
                **bare,
                "code": "test_retention",
                "name": "Test retention",
                "kind": "retention",
                "unit": "percent",
                "numerator_id": cls.customers.id,
                "model": "res.partner",
                "company_field": False,
            }
        )
        cls.open_now = create(
            {
                **{key: common[key] for key in common if key not in ("source", "date_field")},
                "code": "test_open",
                "name": "Test open",
                "kind": "live",
                "domain": "[('probability', '<', 100), ('active', '=', True)]",
            }
        )

    @classmethod
    def _make_board(cls):
        cls.board = cls.env["kms.board"].create(
            {
                "name": "Test board",
                "sequence": -1000,
                "group_ids": [(6, 0, cls.env.ref("kms_base.role_marketing").ids)],
            }
        )
        for kind, metrics, split in (
            ("card", cls.leads, False),
            ("card", cls.revenue, False),
            ("card", cls.mean, False),
            ("card", cls.customers, False),
            ("card", cls.open_now, False),
            ("gauge", cls.retention, False),
            ("line", cls.leads | cls.revenue, False),
            ("area", cls.revenue, "kms_channel"),
            ("bar", cls.revenue, "campaign_id"),
            ("doughnut", cls.leads, "kms_channel"),
            ("funnel", cls.leads | cls.open_now, False),
            ("top", cls.revenue | cls.leads, "campaign_id"),
            ("leaderboard", cls.revenue, "user_id"),
            ("feed", cls.open_now, False),
        ):
            cls.env["kms.board.widget"].create(
                {
                    "board_id": cls.board.id,
                    "kind": kind,
                    "metric_ids": [(6, 0, metrics.ids)],
                    "split_by": split,
                }
            )

    def _lead(self, moment="2026-03-10 09:00:00", channel="showroom", **values):
        moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        lead = self.env["crm.lead"].create(
            {
                "name": "Test lead",
                "company_id": self.company.id,
                "team_id": self.teams[channel].id,
                "user_id": self.seller.id,
                "expected_revenue": 1000,
                **values,
            }
        )
        lead.date_open = moment
        return lead

    def _load(self, user=None, period=None, filters=None, board=None):
        boards = self.env["kms.board"].with_user(user or self.manager)
        period = period or {"kind": "month", "date": "2026-03-15"}
        return boards.load((board or self.board).id, period, filters)

    def _widget(self, loaded, kind, metric):
        return next(
            widget
            for widget in loaded["widgets"]
            if widget["kind"] == kind and widget["metrics"][0]["code"] == metric.code
        )

    def _card(self, metric, **options):
        return self._widget(self._load(**options), "card", metric)["data"]

    def _facts(self):
        """All stored facts of the company, as comparable rows."""
        self.env.cr.execute(
            "SELECT date, kms_channel, metric_id, round(value::numeric, 4) FROM kms_fact"
            " WHERE company_id = %s ORDER BY 1, 2, 3",
            (self.company.id,),
        )
        coarse = self.env.cr.fetchall()
        self.env.cr.execute(
            "SELECT date, kms_channel, metric_id, user_id, campaign_id, round(value::numeric, 4)"
            " FROM kms_fact_detail WHERE company_id = %s ORDER BY 1, 2, 3, 4, 5",
            (self.company.id,),
        )
        detail = self.env.cr.fetchall()
        self.env.cr.execute(
            "SELECT date, kms_channel, metric_id, partner_id FROM kms_fact_month"
            " WHERE company_id = %s ORDER BY 1, 2, 3, 4",
            (self.company.id,),
        )
        members = self.env.cr.fetchall()
        self.env.cr.execute(
            "SELECT date, kms_channel, metric_id, detailed, user_id, campaign_id,"
            " round(value::numeric, 4) FROM kms_fact_rollup WHERE company_id = %s"
            " ORDER BY 1, 2, 3, 4, 5, 6",
            (self.company.id,),
        )
        months = self.env.cr.fetchall()
        self.env.cr.execute(
            "SELECT date, kms_channel, metric_id, md5(members) FROM kms_fact_bitmap"
            " WHERE company_id = %s ORDER BY 1, 2, 3",
            (self.company.id,),
        )
        bitmaps = self.env.cr.fetchall()
        self.env.cr.execute(
            "SELECT dimension, monthly, date, kms_channel, metric_id, key,"
            " round(value::numeric, 4) FROM kms_fact_split WHERE company_id = %s"
            " ORDER BY 1, 2, 3, 4, 5, 6",
            (self.company.id,),
        )
        return coarse, detail, members, months, bitmaps, self.env.cr.fetchall()

    def _refresh(self):
        """What the cron does, without its commits."""
        for company, source, dates in self.engine._kms_dirty():
            self.engine._kms_refresh(company, source, dates)
