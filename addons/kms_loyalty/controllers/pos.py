from odoo.tools import file_open

from odoo.addons.point_of_sale.controllers.main import PosController

WORKER = "kms_loyalty/static/worker/pos_navigation.js"


class OfflineTill(PosController):
    """A till that comes back from any of its addresses, also without the network."""

    def _get_pos_service_worker(self):
        # before core's: the first listener that answers a request is the one that counts
        with file_open(WORKER) as file:
            return f"{file.read()}\n{super()._get_pos_service_worker()}"
