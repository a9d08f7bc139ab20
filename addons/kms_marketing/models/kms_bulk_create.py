from odoo import models

from .kms_bulk_mixin import GIVEN

# Types of which many records share a value: a salesperson, a stage, a source, a state.
SHARED_TYPES = {"many2one", "selection", "boolean"}
# Types whose values can be carried over from one record to another.
COPIED_TYPES = SHARED_TYPES | {"char", "text", "integer", "float", "monetary", "date", "datetime"}
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
}


class KmsBulkCreate(models.AbstractModel):
    """Thousands of records at a time through the ORM's own ``create``.

    Most of the time of a large ``create`` goes into computed fields that come out the same for
    record after record. The first record of each kind is made the ordinary way; the others of its
    kind get what the ORM computed for it. Two records are of one kind when they are given the same
    fields, and the same values of those fields of a shared type that something is computed from.
    A field that depends on anything else that differs, or declares no dependency, is computed as
    always. Access rights, constraints and overrides of ``create`` hold for every record.

    Computed fields that the caller knows better (a number already normalised) may be among the
    values: they are taken as they are, even where the ORM would compute them again.
    """

    _name = "kms.bulk.create"
    _description = "Bulk creation"

    def _create_many(self, model, vals_list, samples):
        """Create records without messages or tracking, as ``create`` would otherwise make them.

        :param model: empty recordset of a model with ``kms.bulk.mixin``
        :param vals_list: values, a dict per record
        :param dict samples: what the first record of each kind has; starts empty, kept by the
            caller from call to call of the same transaction
        :return: the records, in the order of ``vals_list``
        """
        Model = model.with_context(**QUIET, kms_bulk_create=GIVEN)
        plans = {keys: self._plan(model, keys) for keys in {tuple(vals) for vals in vals_list}}
        kinds = [
            (keys, *(vals[name] for name in plans[keys][0]))
            for vals in vals_list
            for keys in [tuple(vals)]
        ]
        first = {}
        for row, kind in enumerate(kinds):
            if kind not in samples:
                first.setdefault(kind, row)
        ordinary = Model.with_context(kms_bulk_create=False)
        made = dict(
            zip(
                first.values(),
                ordinary.create([vals_list[row] for row in first.values()]),
                strict=True,
            )
        )
        for kind, row in first.items():
            samples[kind] = self._sample(made[row], plans[kind[0]][1])
        rest = [row for row in range(len(vals_list)) if row not in made]
        others = Model.create([{**samples[kinds[row]], **vals_list[row]} for row in rest])
        made |= dict(zip(rest, others, strict=True))
        return model.browse(made[row].id for row in range(len(vals_list)))

    def _sample(self, record, names):
        """What all records of the kind of this one have."""
        return {name: record._fields[name].convert_to_write(record[name], record) for name in names}

    def _plan(self, model, keys):
        """How records with these fields given are told apart.

        :return: names of the given fields whose values make a kind, names of the computed fields
            that are the same within one
        :rtype: tuple[list, list]
        """
        fields = model._fields
        shared = {name for name in keys if fields[name].type in SHARED_TYPES}
        varying = set(keys) - shared
        told_apart = {name for name in shared if getattr(fields[name], "check_company", False)}
        common = []
        for name, field in fields.items():
            if not field.store or not field.compute or name in keys:
                continue
            roots = self._roots(model, field, keys)
            if roots and not roots & varying and field.type in COPIED_TYPES:
                common.append(name)
                told_apart |= roots & shared
        return sorted(told_apart), common

    def _roots(self, model, field, keys):
        """Names of the fields of the model that a computed field depends on, near and far."""
        roots, todo = set(), [field]
        while todo:
            for path in model.pool.field_depends[todo.pop()]:
                name = path.split(".")[0]
                if name not in roots:
                    roots.add(name)
                    if name not in keys and model._fields[name].compute:
                        todo.append(model._fields[name])
        return roots
