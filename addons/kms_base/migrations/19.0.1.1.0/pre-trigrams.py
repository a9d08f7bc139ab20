"""The extension that fields with ``index="trigram"`` are searched by; new databases have it."""

import logging

import psycopg2

from odoo.modules.registry import Registry

_logger = logging.getLogger(__name__)


def migrate(cr, version):
    if not version:
        return
    try:
        with cr.savepoint(flush=False):
            cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except psycopg2.Error as error:
        _logger.info("No pg_trgm, searches by a part of a word stay slow: %s", error)
        return
    # read when the registry was begun, and asked when its indexes are made
    Registry(cr.dbname).has_trigram = True
