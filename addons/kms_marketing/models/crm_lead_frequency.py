import logging
from collections import defaultdict
from functools import partial

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo import SUPERUSER_ID, api, models

_logger = logging.getLogger(__name__)


class CrmLead(models.Model):
    """What core's predictive engine counts, counted after the sale instead of within it.

    Core adds each won or lost lead to a few rows per team in the transaction that wins it. Two
    people who sell at the same moment then stop each other, and who is unlucky five times is shown
    an error, for a statistic.
    """

    _inherit = "crm.lead"

    def _pls_increment_frequencies(self, from_state=None, to_state=None):
        counted, _existing = self._pls_prepare_update_frequency_table(
            target_state=from_state or to_state
        )
        deltas = defaultdict(lambda: [0, 0])
        sign = 1 if to_state else -1
        for team, variables in counted.items():
            for variable, values in variables.items():
                for value, result in values.items():
                    delta = deltas[team or 0, variable, str(value)]
                    delta[0] += sign * result["won"]
                    delta[1] += sign * result["lost"]
        if deltas:
            self.env.cr.postcommit.add(
                partial(self._kms_count_later, self.env.registry, dict(deltas))
            )

    @staticmethod
    def _kms_count_later(registry, deltas):
        """Count in a transaction of its own; the documents are safe, whatever happens here.

        :param registry: the database's registry
        :param dict deltas: see `crm.lead.scoring.frequency._kms_add`
        """
        try:
            with registry.cursor() as cr:
                # who has waited for the lock has to see what the one before has counted
                cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
                api.Environment(cr, SUPERUSER_ID, {})["crm.lead.scoring.frequency"]._kms_add(deltas)
        except psycopg2.Error:
            _logger.warning("The frequencies of %s were not counted", deltas, exc_info=True)
