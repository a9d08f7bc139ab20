"""Records of several models, read in one statement: one way to the database and back for all."""

from odoo.models import BaseModel
from odoo.tools import SQL

# values that JSON carries as they are
PLAIN = {
    "boolean",
    "char",
    "date",
    "float",
    "integer",
    "many2one",
    "monetary",
    "selection",
    "text",
}


def read_together(asked):
    """Read records with some of their fields into the cache, as `_fetch_query` of each would.

    :param dict asked: by any key an empty recordset, whose rights the query has; the query; and
        the fields
    :return: records by key; those of fields that have to be read another way are left out
    :rtype: dict
    """
    found = {key: Records for key, (Records, query, _) in asked.items() if query.is_empty()}
    parts = {
        key: _part(Records, query, fields)
        for key, (Records, query, fields) in asked.items()
        if key not in found and _is_plain(Records, fields)
    }
    if not parts:
        return found
    env = next(iter(asked.values()))[0].env
    [answers] = env.execute_query(SQL("SELECT %s", SQL(", ").join(parts.values())))
    for key, rows in zip(parts, answers, strict=True):
        Records, _query, fields = asked[key]
        found[key] = _insert(Records, fields, rows or [])
    return found


def _is_plain(Records, fields):
    return type(Records)._fetch_query is BaseModel._fetch_query and all(
        field.column_type and field.type in PLAIN for field in fields
    )


def _part(Records, query, fields):
    names = ["id", *(field.name for field in fields)]
    terms = [Records._field_to_sql(Records._table, name, query) for name in names]
    row = SQL("json_build_array(%s) AS row", SQL(", ").join(terms))
    return SQL("(SELECT json_agg(row) FROM (%s) part)", query.select(row))


def _insert(Records, fields, rows):
    ids, *columns = zip(*rows, strict=True) if rows else [()]
    records = Records.browse(ids)
    for field, values in zip(fields, columns, strict=bool(rows)):
        field._insert_cache(
            records,
            [
                None if value is None else field.convert_to_cache(value, records, validate=False)
                for value in values
            ],
        )
    return records
