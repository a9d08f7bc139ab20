"""Every text of the database, table by table. No environment, a cursor."""

from typing import NamedTuple

from odoo.tools import SQL

# Documents that the law keeps as they are, with what they are made of.
KEPT = frozenset(
    "account_move account_move_line account_payment account_bank_statement_line".split()
)
# Files of those documents keep their words too.
KEPT_FILES = ("account.move", "account.payment")

COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, NULL),
           EXISTS (
               SELECT FROM pg_constraint k
                WHERE k.contype = 'f' AND k.conrelid = c.oid
                  AND k.confrelid = 'res_partner'::regclass AND k.conkey = ARRAY[a.attnum]
           )
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema::regnamespace
       AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
       AND (c.relname = 'ir_attachment' OR NOT starts_with(c.relname, 'ir_'))
       AND NOT starts_with(c.relname, 'base_registry')
     ORDER BY c.relname, a.attnum
"""
TEXTS = ("character varying", "text")
JSON = ("jsonb", "json")


class Table(NamedTuple):
    """A table: its texts, its structured texts, its links to the person."""

    name: str
    texts: list
    structured: dict
    links: list


def tables(cr):
    """Return the tables that have any text.

    :rtype: list[Table]
    """
    cr.execute(SQL(COLUMNS))
    found = {}
    for name, column, kind, link in cr.fetchall():
        table = found.setdefault(name, Table(name, [], {}, []))
        if kind in TEXTS:
            table.texts.append(column)
        elif kind in JSON:
            table.structured[column] = kind
        elif link:
            table.links.append(column)
    return [table for table in found.values() if table.texts or table.structured]


def table_update(table, people, documents, sure, names, word):
    """Return the UPDATE that cleans a table.

    A row is the person's when it points at the card or holds their number or address.

    :param Table table: one of :func:`tables`
    :param list people: ids of the cards
    :param SQL documents: SELECT of the person's documents as ``model`` and ``id``
    :rtype: SQL
    """
    every = "|".join([*sure, *names])
    certain = "|".join(sure) or "$^"
    texts = [SQL.identifier(column) for column in table.texts]
    structured = [SQL("%s::text", SQL.identifier(column)) for column in table.structured]
    columns = [*texts, *structured]
    linked = [SQL("%s = ANY(%s)", SQL.identifier(column), people) for column in table.links]
    linked += _owned(table.name, documents)
    mine = SQL(" OR ").join([*(SQL("%s ~* %s", column, certain) for column in columns), *linked])
    there = SQL(" OR ").join(SQL("%s ~* %s", column, every) for column in columns)
    assigned = [
        SQL(
            "%s = regexp_replace(%s, %s, %s, 'gi')",
            SQL.identifier(column),
            SQL.identifier(column),
            every,
            word,
        )
        for column in table.texts
    ] + [
        SQL(
            "%s = regexp_replace(%s::text, %s, %s, 'gi')::%s",
            SQL.identifier(column),
            SQL.identifier(column),
            every,
            word,
            SQL("jsonb") if kind == "jsonb" else SQL("json"),
        )
        for column, kind in table.structured.items()
    ]
    return SQL(
        "UPDATE %s SET %s WHERE (%s) AND (%s)%s",
        SQL.identifier(table.name),
        SQL(", ").join(assigned),
        mine,
        there,
        SQL(" AND COALESCE(res_model, '') <> ALL(%s)", list(KEPT_FILES))
        if table.name == "ir_attachment"
        else SQL(""),
    )


def _owned(name, documents):
    """Return the conditions on rows that name their document in words."""
    if name == "mail_message":
        return [SQL("(model, res_id) IN (%s)", documents)]
    if name == "ir_attachment":
        return [SQL("(res_model, res_id) IN (%s)", documents)]
    if name == "mail_tracking_value":
        return [
            SQL(
                "mail_message_id IN (SELECT id FROM mail_message WHERE (model, res_id) IN (%s))",
                documents,
            )
        ]
    return []


def documents_of(models, found, people):
    """Return the SELECT of the documents that point at the person.

    :param dict models: name of the model by table
    :param list found: of :class:`Table`
    """
    parts = [
        SQL(
            "SELECT %s::varchar AS model, id FROM %s WHERE %s",
            models[table.name],
            SQL.identifier(table.name),
            SQL(" OR ").join(
                SQL("%s = ANY(%s)", SQL.identifier(column), people) for column in table.links
            ),
        )
        for table in found
        if table.links and table.name in models
    ]
    return SQL(" UNION ALL ").join(parts)
