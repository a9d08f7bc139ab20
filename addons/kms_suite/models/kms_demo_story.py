import logging
from datetime import timedelta

from odoo import api, fields, models

_logger = logging.getLogger(__name__)

DAYS = 30
SEED = 237
FIRST_HOUR = 9  # before it there is little to tell of today, so the story ends yesterday
QUIET = {
    "lang": "fr_FR",
    "mail_auto_subscribe_no_notify": True,
    "mail_create_nosubscribe": True,
    "tracking_disable": True,
    "tz": "Africa/Douala",
}


class KmsDemoStory(models.AbstractModel):
    _name = "kms.demo.story"
    _description = "Demo month"

    @api.model
    def _tell(self, days=DAYS, seed=SEED):
        """Live a month of the house that ends today, unless it has sales already.

        Nothing is written behind the models' back: each role does its work through the same methods
        as its screens, at its hour, so that stock and accounts are as right as in real life.

        :param int days: length of the story
        :param int seed: same seed and same day: same story
        """
        # the story and its tools, for the demo alone: no server loads them
        from ..demo.clock import telling
        from ..demo.teller import Teller

        company = self.env.ref("base.company_kms")
        story = self.with_context(**QUIET, allowed_company_ids=company.ids)
        if self.env["sale.order"].search_count([("company_id", "=", company.id)], limit=1):
            _logger.info("KMS demo: %s has sales already, nothing is added", company.name)
            return
        story._speak_french()
        plan = story._draw_plan(days, seed)
        with telling():
            teller = Teller(story.env, plan)
            teller.open_house()
            for day in plan.days:
                _logger.info("KMS demo: day %d/%d", day.number, plan.length)
                teller.live(day)
            story.env.flush_all()
        teller.look_ahead()

    def _speak_french(self):
        """Translate the catalogue first: papers keep the words of the day they were written, and
        Odoo loads the translations of an addon after its demo data."""
        self.env.flush_all()
        # sudo: terms are loaded by the installation
        self.env["ir.module.module"].sudo()._load_module_terms(["kms_suite"], [QUIET["lang"]])
        self.env.invalidate_all()

    def _draw_plan(self, days, seed):
        """Return the plan of the days, drawn from the catalogue as it is."""
        from ..demo.plan import Plan

        currency = self.env.company.currency_id
        prices, thresholds = {}, {}
        for point in self.env["stock.warehouse.orderpoint"].search(
            [("company_id", "=", self.env.company.id)], order="id"
        ):
            product = point.product_id
            taxes = product.taxes_id._filter_taxes_by_company(self.env.company)
            totals = taxes.compute_all(product.list_price, currency)
            prices[product.default_code] = totals["total_included"]
            thresholds[product.default_code] = int(point.product_min_qty)
        now = fields.Datetime.context_timestamp(self, fields.Datetime.now())
        last = now.date() if now.hour >= FIRST_HOUR else now.date() - timedelta(days=1)
        return Plan(seed, last, days, prices, thresholds)
