"""The database triggers that mark whose score has to be counted again. No environment.

Documents change in more ways than create, write and unlink: merging customers, imports and
cascades are plain SQL. Marks are only appended, without a unique key, so that nobody who sells
waits for anybody else who sells; a run deletes the marks it sees, and a change that commits later
has left its own.
"""

# ruff: noqa: S608 -- the texts put together here are this file's own constants

import hashlib
from typing import NamedTuple

from odoo.tools import SQL

PREFIX = "kms_loyalty_dirty_"
EVENTS = {
    "INSERT": ("i", SQL("REFERENCING NEW TABLE AS new_rows")),
    "UPDATE": ("u", SQL("REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows")),
    "DELETE": ("d", SQL("REFERENCING OLD TABLE AS old_rows")),
}


class Watch(NamedTuple):
    """A table whose rows decide about scores.

    :param tuple facts: SQL of what decides, over a row ``{}``; an update that changes none of it
        marks nobody
    :param str owners: SELECTs of ``company_id, partner_id`` over the rows ``r`` concerned
    :param str kept: condition on a row ``{}`` to matter at all
    """

    table: str
    facts: tuple
    owners: str
    kept: str = "TRUE"
    events: tuple = ("INSERT", "UPDATE", "DELETE")


_SALES_OF_LINES = """
    SELECT o.company_id, o.partner_id FROM lines l JOIN pos_order o ON o.id = l.order_id
     UNION
    SELECT s.company_id, s.partner_id
      FROM lines l JOIN sale_order s ON s.id = l.sale_order_origin_id
     UNION
    SELECT o.company_id, o.partner_id
      FROM lines l JOIN pos_order_line b ON b.id = l.refunded_orderline_id
      JOIN pos_order o ON o.id = b.order_id
     UNION
    SELECT s.company_id, s.partner_id
      FROM lines l JOIN pos_order_line b ON b.id = l.refunded_orderline_id
      JOIN pos_order_line c ON c.order_id = b.order_id
      JOIN sale_order s ON s.id = c.sale_order_origin_id
"""

WATCHES = (
    Watch(
        "pos_order",
        (
            "{}.state IN ('paid', 'done')",
            "{}.partner_id",
            "{}.amount_total",
            "{}.date_order",
            "{}.company_id",
            "{}.currency_rate",
        ),
        "SELECT company_id, partner_id FROM r UNION (WITH lines AS (SELECT l.* FROM r"
        " JOIN pos_order_line l ON l.order_id = r.id) " + _SALES_OF_LINES + ")",
        "{}.state IN ('paid', 'done')",
    ),
    Watch(
        "pos_order_line",
        (
            "{}.order_id",
            "{}.price_subtotal_incl",
            "{}.refunded_orderline_id",
            "{}.sale_order_origin_id",
        ),
        "WITH lines AS (SELECT * FROM r) " + _SALES_OF_LINES,
        "({0}.refunded_orderline_id IS NOT NULL OR {0}.sale_order_origin_id IS NOT NULL)",
    ),
    Watch(
        "sale_order",
        (
            "{}.state = 'sale'",
            "{}.partner_id",
            "{}.date_order",
            "{}.company_id",
            "{}.currency_rate",
        ),
        "SELECT company_id, partner_id FROM r",
        "{}.state IN ('sale', 'cancel')",
    ),
    Watch(
        "account_move",
        ("{}.state = 'posted'", "{}.amount_total", "{}.invoice_currency_rate"),
        "SELECT s.company_id, s.partner_id FROM r JOIN account_move_line l ON l.move_id = r.id"
        " JOIN sale_order_line_invoice_rel i ON i.invoice_line_id = l.id"
        " JOIN sale_order_line sl ON sl.id = i.order_line_id"
        " JOIN sale_order s ON s.id = sl.order_id",
        "{}.move_type IN ('out_invoice', 'out_refund', 'out_receipt')",
        ("UPDATE",),
    ),
    Watch(
        "payment_transaction",
        ("{}.state = 'done'", "{}.amount"),
        "SELECT s.company_id, s.partner_id FROM r"
        " JOIN sale_order_transaction_rel t ON t.transaction_id = r.id"
        " JOIN sale_order s ON s.id = t.sale_order_id",
        events=("UPDATE",),
    ),
    Watch(
        "sale_order_transaction_rel",
        ("{}.sale_order_id",),
        "SELECT s.company_id, s.partner_id FROM r JOIN sale_order s ON s.id = r.sale_order_id",
        events=("INSERT", "DELETE"),
    ),
    Watch(
        "res_partner",
        ("{}.commercial_partner_id",),
        "SELECT c.id, x.id FROM r CROSS JOIN res_company c"
        " CROSS JOIN LATERAL (VALUES (r.id), (r.commercial_partner_id)) AS x (id)",
        events=("UPDATE",),
    ),
)


def wanted():
    """Return what should be installed: name of the function -> ``(watch, body)``.

    :rtype: dict[str, tuple[Watch, str]]
    """
    result = {}
    for watch in WATCHES:
        body = _body(watch)
        digest = hashlib.sha256(f"{watch.table} {body}".encode()).hexdigest()[:8]
        result[f"{PREFIX}{watch.table}_{digest}"] = (watch, body)
    return result


def _body(watch):
    def mark(rows):
        return (
            "WITH r AS MATERIALIZED (" + rows + ") INSERT INTO kms_loyalty_dirty"
            " (company_id, partner) SELECT DISTINCT company_id, partner_id FROM ("
            + watch.owners
            + ") AS owner (company_id, partner_id)"
            " WHERE company_id IS NOT NULL AND partner_id IS NOT NULL;"
        )

    old, new = watch.kept.format("o"), watch.kept.format("n")
    changed = "({}) IS DISTINCT FROM ({})".format(
        ", ".join(fact.format("o") for fact in watch.facts),
        ", ".join(fact.format("n") for fact in watch.facts),
    )
    inserted, deleted = f"FROM new_rows n WHERE {new}", f"FROM old_rows o WHERE {old}"
    pairs = f"FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE {changed} AND ({old} OR {new})"
    rows = {
        "INSERT": (inserted, f"SELECT * {inserted}"),
        "DELETE": (deleted, f"SELECT * {deleted}"),
        "UPDATE": (pairs, f"SELECT o.* {pairs} UNION ALL SELECT n.* {pairs}"),
    }
    # most statements concern nobody: they pay for one look at their own rows
    branches = " ELSIF ".join(
        f"TG_OP = '{event}' THEN IF EXISTS (SELECT {some}) THEN {mark(every)} END IF;"
        for event, (some, every) in rows.items()
        if event in watch.events
    )
    return f"BEGIN IF {branches} END IF; RETURN NULL; END"


def create(name, watch, body):
    """Statements that install a function and its triggers.

    :rtype: list[SQL]
    """
    statements = [
        SQL(
            "CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS %s",
            SQL.identifier(name),
            body,
        )
    ]
    for event in watch.events:
        suffix, tables = EVENTS[event]
        statements.append(
            SQL(
                "CREATE OR REPLACE TRIGGER %s AFTER %s ON %s %s"
                " FOR EACH STATEMENT EXECUTE FUNCTION %s()",
                SQL.identifier(f"{name}_{suffix}"),
                SQL(event),  # conformity: sql one of three constants
                SQL.identifier(watch.table),
                tables,
                SQL.identifier(name),
            )
        )
    return statements


def drop(names):
    """Statements that take functions away, with the triggers that call them.

    :rtype: list[SQL]
    """
    return [SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(name)) for name in names]
