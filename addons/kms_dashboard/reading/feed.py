"""The latest records behind figures, as a widget lists them."""

from odoo.fields import Domain

# what makes the name of a record that others are called after
NAMES = {"product.product": ["default_code", "product_tmpl_id"], "sale.order": ["name"]}


def feed(widget, metrics, board):
    """The latest records behind figures, those that the reader may open: as many of each, and what
    one of them leaves over is for those after it. Money comes first."""
    rows = []
    metrics = sorted(metrics, key=lambda metric: metric.opened.unit != "money")
    for rank, metric in enumerate(metrics):
        share = max(1, (widget.limit - len(rows)) // (len(metrics) - rank))
        rows += _feed_rows(metric.opened, board, share)
    return {"several": len(metrics) > 1, "rows": _feed_texts(rows, board)}


def _feed_rows(metric, board, limit):
    """Pairs of figure and record."""
    if not metric.model or not board.env[metric.model].has_access("read"):
        return []
    Records = board.env[metric.model].with_context(active_test=False)
    # the latest first; of what is true now, the largest
    by = metric.date_field or metric.measure_field
    sortable = by and "." not in by and Records._fields[by].store
    order = f"{by} desc, id desc" if sortable else None
    wanted = [metric.measure_field] if metric.measure_field else []
    # core writes the reference of an invoice into its name: not another hundred columns for it
    wanted += [name for name in ("ref", "partner_id") if name in Records._fields]
    domain = board.domain(metric)
    if by and metric.kind == "live" and metric.source:
        order = f"{metric.measure_field or by} desc, id desc" if sortable else None
        domain = _on_heaviest_days(metric, board, limit, domain)
    records = Records.search_fetch(domain, ["display_name", *wanted], limit=limit, order=order)
    return [(metric, record) for record in records]


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
    partners = {
        record: record.partner_id for _metric, record in rows if "partner_id" in record._fields
    }
    # names, not the forty columns that come with one
    board.env["res.partner"].union(*partners.values()).fetch(["complete_name"])
    _fetch_names(rows)
    texts = []
    for metric, record in rows:
        names = [record.display_name, record in partners and partners[record].complete_name]
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


def _fetch_names(rows):
    """Records that are called like another one need its name, not its hundred columns."""
    named = {}
    for _metric, record in rows:
        field = record._fields.get(record._rec_name)
        if field and field.comodel_name in NAMES:
            found = record[field.name]
            named[found._name] = named.get(found._name, found) | found
    for model, records in named.items():
        records.fetch(NAMES[model])
        if model == "product.product":
            records.product_tmpl_id.fetch(["name"])
