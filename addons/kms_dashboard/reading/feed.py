"""The latest records behind figures, as a widget lists them."""

from odoo.fields import Domain
from odoo.tools import SQL

from .together import read_together

# What records are called after others, by model: the field that shows it, and where it stands.
# Core calls a product without variants by its code and its name in the reader's language.
NAMES = {
    "res.partner": (
        "complete_name",
        "SELECT 'res.partner' AS model, id, complete_name AS name FROM res_partner"
        " WHERE id = ANY(%s)",
    ),
    "sale.order": ("name", "SELECT 'sale.order', id, name FROM sale_order WHERE id = ANY(%s)"),
    "product.product": (
        "display_name",
        "SELECT 'product.product', p.id, concat('[' || NULLIF(p.default_code, '') || '] ',"
        " COALESCE(t.name->>%s, t.name->>'en_US')) FROM product_product p"
        " JOIN product_template t ON t.id = p.product_tmpl_id"
        " WHERE p.id = ANY(%s) AND COALESCE(p.combination_indices, '') = ''",
    ),
}


def feed(widget, metrics, board):
    """The latest records behind figures, those that the reader may open: as many of each, and what
    one of them leaves over is for those after it. Money comes first."""
    rows = []
    metrics = sorted(metrics, key=lambda metric: metric.opened.unit != "money")
    opened = [metric.opened for metric in metrics]
    together = _read_together(opened, board, widget.limit)
    for rank, metric in enumerate(opened):
        share = max(1, (widget.limit - len(rows)) // (len(metrics) - rank))
        records = together[metric] if metric in together else _read_one(metric, board, share)
        rows += [(metric, record) for record in records[:share]]
    return {"several": len(metrics) > 1, "rows": _feed_texts(rows, board)}


def _read_together(metrics, board, limit):
    """Records by figure, of those that one statement can read."""
    asked = {}
    for metric in metrics:
        Records = _readable(metric, board)
        if Records is not None and not _is_kept(metric):
            asked[metric] = Records, *_feed_query(metric, Records, board, limit)
    return read_together(asked)


def _read_one(metric, board, limit):
    Records = _readable(metric, board)
    if Records is None:
        return []
    if not _is_kept(metric):
        query, columns = _feed_query(metric, Records, board, limit)
        return Records._fetch_query(query, columns)
    if type(Records)._table_query is not None:
        return _kept_records(metric, Records, board, limit)
    return _feed_records(metric, Records, board, limit)


def _readable(metric, board):
    """What the records of a figure are searched in; None when the reader may not."""
    if not metric.model or not board.env[metric.model].has_access("read"):
        return None
    return board.env[metric.model].with_context(active_test=False)


def _is_kept(metric):
    """Whether a source keeps by the day what is true now."""
    return metric.kind == "live" and metric.source


def _feed_query(metric, Records, board, limit):
    """The query of the latest records, and the fields that a row needs."""
    order = _feed_order(metric, Records) or Records._order
    query = board.env["kms.metric"]._kms_query(
        metric, board.scope_of(metric), Records, order, limit
    )
    return query, Records._determine_fields_to_fetch(_feed_names(metric, Records))


def _feed_order(metric, Records):
    """The latest first; of what is true now, the largest, or what is due first."""
    by = metric.date_field or metric.measure_field
    if _is_kept(metric):
        by = metric.measure_field or by
    if not by or "." in by or not Records._fields[by].store:
        return None
    soonest = metric.kind == "live" and not metric.source and not metric.measure_field
    return f"{by}, id" if soonest and metric.date_field else f"{by} desc, id desc"


def _feed_names(metric, Records):
    # core writes the reference of an invoice into its name: not another hundred columns for it
    names = ["display_name", metric.measure_field, "ref", "partner_id"]
    return [name for name in names if name and name in Records._fields]


def _feed_records(metric, Records, board, limit):
    """The rows of a figure that its source keeps by the day."""
    domain = board.domain(metric)
    if metric.date_field or metric.measure_field:
        domain = _on_heaviest_days(metric, board, limit, domain)
    order = _feed_order(metric, Records)
    return Records.search_fetch(domain, _feed_names(metric, Records), limit=limit, order=order)


def _kept_records(metric, Records, board, limit):
    """The rows of a report that a source keeps by the day.

    The source watches all that they are made of: without a dirty day they are the same as long as
    the facts are. A rule about anything else than that asks the report every time.
    """
    known = {"id", metric.company_field, metric.user_field, metric.channel_field}
    rules = board.env["ir.rule"]._compute_domain(Records._name, "read")
    figures = board.env["kms.figures"]
    scope = board.scope_of(metric)
    if not figures._kms_is_clean(metric, scope) or any(
        rule.field_expr not in known for rule in rules.iter_conditions()
    ):
        return _feed_records(metric, Records, board, limit)
    stored = [metric.measure_field, Records._rec_name, "ref", "partner_id"]
    columns = [Records._fields[name] for name in stored if name in Records._fields]

    def read():
        records = _feed_records(metric, Records, board, limit)
        values = [
            [column.convert_to_cache(record[column.name], record) for record in records]
            for column in columns
        ]
        return records._ids, values

    key = ("feed", metric.id, board.env.uid, board.env.su, tuple(board.env.companies.ids))
    stamp = board.env["kms.fact.stamp"]
    ids, values = stamp._kms_keep(scope.marks["stamp"], (*key, *scope.key, limit), read)
    records = Records.browse(ids)
    for column, found in zip(columns, values, strict=True):
        column._insert_cache(records, found)
    return records


def _on_heaviest_days(metric, board, count, domain):
    """Look at the days that weigh most alone: the source knows them, and a report of all documents
    would have to be worked out whole for its largest rows."""
    if not metric.date_field:
        return domain
    scope = board.scope_of(metric)
    figures = board.env["kms.metric"]
    days = board.env["kms.figures"]._kms_heaviest_days(metric, scope, count)
    if days is None:
        return domain
    parts = [
        figures._kms_behind(metric, company, day, day, scope.filters)
        for company in scope.companies
        for day in sorted(days.get(company.id, ()))
    ]
    return domain & Domain.OR(parts)


def _feed_texts(rows, board):
    _fetch_names(rows, board.env)
    texts = []
    # sudo: as core shows it, who sees a document sees whose it is.
    everything = board.env(su=True)
    for metric, record in rows:
        names = [record.display_name]
        if "partner_id" in record._fields:
            names.append(record.with_env(everything).partner_id.complete_name)
        measured = metric.measure_field and record[metric.measure_field]
        texts.append(
            {
                "metric": metric.code,
                "model": metric.model,
                "reason": metric.name,
                "id": record.id,
                "name": " · ".join(name for name in names if name),
                "text": board.text(metric, measured) if metric.measure_field else "",
            }
        )
    return texts


def _fetch_names(rows, env):
    """Read in one statement what records are called after: names, not the hundred columns that
    come with one."""
    named = {}
    for _metric, record in rows:
        for name in (record._rec_name, "partner_id"):
            field = record._fields.get(name)
            if field and field.comodel_name in NAMES:
                named.setdefault(field.comodel_name, set()).update(record[name]._ids)
    lang = [env.lang or "en_US"]
    parts = [
        SQL(NAMES[model][1], *(lang if model == "product.product" else []), sorted(ids))
        for model, ids in sorted(named.items())
        if ids
    ]
    found = {}
    query = SQL(" UNION ALL ").join(parts)
    for model, record_id, name in env.execute_query(query) if parts else ():
        found.setdefault(model, {})[record_id] = name
    for model, names in found.items():
        # sudo: as core shows it, who sees a record sees what it is called after.
        records = env[model].sudo().browse(names)
        records._fields[NAMES[model][0]]._insert_cache(records, names.values())
