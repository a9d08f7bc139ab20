"""Figures by one dimension are kept in a table of their own: the cron fills it from all days."""


def migrate(cr, version):
    if not version:
        return
    cr.execute(
        "INSERT INTO kms_fact_dirty (company_id, source)"
        " SELECT DISTINCT f.company_id, m.source FROM kms_fact f"
        " JOIN kms_metric m ON m.id = f.metric_id"
    )
