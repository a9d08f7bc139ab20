"""The database triggers that mark dirty days. No environment.

Why triggers: a figure that silently misses a change is worse than none, and documents change in
more ways than create, write and unlink: merging customers and recomputed columns are plain SQL,
lines go with their order by cascade, an import or a repair script may never load the ORM. The
triggers are per statement, not per row: an import of 10 000 rows marks its days once.

Why no unique key with ON CONFLICT DO NOTHING: everybody who sells today would then wait for, or
under REPEATABLE READ fail because of, everybody else who sells today. Marks are only appended;
who refreshes a day deletes those it sees, and a change that commits later has left its own.
"""

import hashlib

from odoo.tools import SQL

PREFIX = "kms_fact_"
# event of the trigger, suffix of its name, the transition tables it sees
EVENTS = (
    ("INSERT", "i", SQL("REFERENCING NEW TABLE AS new_rows")),
    ("UPDATE", "u", SQL("REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows")),
    ("DELETE", "d", SQL("REFERENCING OLD TABLE AS old_rows")),
)


def wanted(sources):
    """Return what should be installed.

    :param sources: iterable of :class:`.source.Source`
    :return: name of the function -> ``(source, watch, body)``; the name changes with the body
    :rtype: dict
    """
    result = {}
    for source in sources:
        for rank, watch in enumerate(source.watches):
            body = _body(source, watch)
            digest = hashlib.sha256(f"{watch.table} {body}".encode()).hexdigest()[:8]
            result[f"{PREFIX}{source.code}_{rank}_{digest}"] = (source, watch, body)
    return result


def _body(source, watch):
    moment = watch.moment
    if not watch.is_date:
        moment = SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE c.kms_timezone)::date", moment)
    changed = SQL(
        "(%s) IS DISTINCT FROM (%s)",
        SQL(", ").join(SQL.identifier("o", column) for column in watch.columns),
        SQL(", ").join(SQL.identifier("n", column) for column in watch.columns),
    )

    def mark(rows):
        return SQL(
            "INSERT INTO kms_fact_dirty (company_id, date, source)"
            " SELECT DISTINCT c.id, %s, TG_ARGV[0] FROM (%s) r %s"
            " JOIN res_company c ON c.id = %s OR %s IS NULL WHERE %s IS NOT NULL;",
            moment,
            rows,
            watch.join,
            watch.company,
            watch.company,
            moment,
        )

    both = SQL(
        "SELECT o.* FROM old_rows o JOIN new_rows n ON n.id = o.id WHERE %s"
        " UNION ALL SELECT n.* FROM new_rows n JOIN old_rows o ON o.id = n.id WHERE %s",
        changed,
        changed,
    )
    body = SQL(
        "BEGIN IF TG_OP = 'INSERT' THEN %s ELSIF TG_OP = 'DELETE' THEN %s ELSE %s END IF;"
        " RETURN NULL; END",
        mark(SQL("SELECT * FROM new_rows")),
        mark(SQL("SELECT * FROM old_rows")),
        mark(both),
    )
    if body.params:
        raise ValueError(body.params)
    return body.code


def create(name, source, watch, body):
    """Statements that install a function and its three triggers.

    :rtype: list[SQL]
    """
    statements = [
        SQL(
            "CREATE OR REPLACE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS %s",
            SQL.identifier(name),
            body,
        )
    ]
    statements += [
        SQL(
            "CREATE OR REPLACE TRIGGER %s AFTER %s ON %s %s"
            " FOR EACH STATEMENT EXECUTE FUNCTION %s(%s)",
            SQL.identifier(f"{name}_{suffix}"),
            SQL(event),  # conformity: sql one of three constants
            SQL.identifier(watch.table),
            tables,
            SQL.identifier(name),
            source.code,
        )
        for event, suffix, tables in EVENTS
    ]
    return statements
