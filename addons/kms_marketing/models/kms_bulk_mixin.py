from itertools import repeat

from markupsafe import Markup
from psycopg2.extensions import AsIs

from odoo import api, models
from odoo.tools import SQL

# What only code can put into a context: a client that names the key does not have the value.
GIVEN = object()
INSERT_ROWS = 250
DEFAULT = AsIs("DEFAULT")
# Types of few different values, or of values that are cheap to look up.
LOOKED_UP = {"many2one", "selection", "boolean", "integer", "float", "date", "datetime"}
X2MANY = {"one2many", "many2many"}
LOG_COLUMNS = {"id", "create_uid", "create_date", "write_uid", "write_date"}


class KmsBulkMixin(models.AbstractModel):
    """For models whose records ``kms.bulk.create`` makes.

    The last step of the ORM's ``create``, writing prepared values into the table, converts each
    value of each record by itself. Here equal values are converted once. Everything before it
    (defaults, rights on fields) and after it (what depends on the records, constraints, record
    rules, the rest of ``create``) is the ORM's.
    """

    _name = "kms.bulk.mixin"
    _description = "Created in bulk"

    @api.model
    def _create(self, data_list):
        if self.env.context.get("kms_bulk_create") is not GIVEN:
            return super()._create(data_list)
        for data in data_list:
            # The ORM computes what is read-only again, even when it is given: not here.
            fields = (self._fields[name] for name in data["stored"])
            data["protected"].update(field for field in fields if field.compute)
        if self._parent_store or any(map(self._is_special, data_list)):
            return super()._create(data_list)
        names = sorted({name for data in data_list for name in data["stored"]})
        columns = [name for name in names if self._fields[name].column_type]
        records = self._insert_rows(data_list, columns)
        for data, record in zip(data_list, records, strict=True):
            data["record"] = record
        self._fill_cache(records, data_list, columns)
        with self.env.protecting([(data["protected"], data["record"]) for data in data_list]):
            records.modified(self._fields, create=True)
        records._validate_fields(names)
        records.check_access("create")
        return records

    def _check_company(self, fnames=None):
        # The first of each kind was checked, and its like belong to the same records.
        if self.env.context.get("kms_bulk_create") is GIVEN:
            return
        super()._check_company(fnames)

    def _is_special(self, data):
        """Whether a record comes with more than columns."""
        return any(data["inherited"].values()) or any(
            value and (self._fields[name].type in X2MANY or self._fields[name].type == "properties")
            for name, value in data["stored"].items()
        )

    def _insert_rows(self, data_list, columns):
        converters = [self._converter(self._fields[name]) for name in columns]
        ids = []
        for start in range(0, len(data_list), INSERT_ROWS):
            rows = [
                tuple(
                    convert(stored[name], stored) if name in stored else DEFAULT
                    for name, convert in zip(columns, converters, strict=True)
                )
                for stored in (data["stored"] for data in data_list[start : start + INSERT_ROWS])
            ]
            query = SQL(
                'INSERT INTO %s (%s) VALUES %s RETURNING "id"',
                SQL.identifier(self._table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(rows),
            )
            self.env.cr.execute(query)
            ids += [row[0] for row in self.env.cr.fetchall()]
        return self.browse(ids)

    def _converter(self, field):
        """Function (value, values of the record) that makes a column's value as the ORM does."""
        convert, known = field.convert_to_column_insert, {}
        if field.type == "html":
            # Markup is HTML that code has put together safely
            return lambda value, values: (
                str(value) if isinstance(value, Markup) else convert(value, self, values)
            )
        if field.type == "monetary" and not self._fields[field.get_currency_field(self)].store:
            # a record that does not exist has no currency yet: core does not round either
            return lambda value, values: None if value is None else float(value or 0.0)
        if field.type not in ("char", "text", *LOOKED_UP):
            return lambda value, values: convert(value, self, values)

        def remember(value, values):
            if value is None:
                return None
            key = (type(value), value)
            if key not in known:
                known[key] = convert(value, self, values)
            return known[key]

        return remember

    def _fill_cache(self, records, data_list, columns):
        """Put the new records into the cache, as the ORM does, a field at a time."""
        given = set(columns)
        for field in self._fields.values():
            if not field.store:
                continue
            if field.type in X2MANY:
                field._insert_cache(records, repeat(()))
            elif field.name not in given and field.name not in LOG_COLUMNS:
                field._insert_cache(records, repeat(None))
        for name in columns:
            field = self._fields[name]
            if field.type in LOOKED_UP or (field.type in ("char", "text") and not field.translate):
                self._fill_column(records, [data["stored"].get(name) for data in data_list], field)

    def _fill_column(self, records, given, field):
        """Put one column of the new records into the cache; others are read when asked for."""
        known = {
            value: None if value is None else field.convert_to_cache(value, records[:1])
            for value in set(given)
        }
        values = [known[value] for value in given]
        field._insert_cache(records, values)
        if field.type == "many2one" and self.pool.field_inverses[field]:
            for value in set(values):
                ids = [i for i, one in zip(records._ids, values, strict=True) if one == value]
                field._update_inverses(self.browse(ids), value)
