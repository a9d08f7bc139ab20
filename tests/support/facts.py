"""The daily figures as they are kept, and as a rebuild from the documents makes them."""

TABLES = {
    "kms_fact": "company_id, date, kms_channel, metric_id, round(value::numeric, 2)",
    "kms_fact_detail": "company_id, date, kms_channel, metric_id, user_id, categ_id, campaign_id,"
    " round(value::numeric, 2)",
    "kms_fact_rollup": "company_id, date, detailed, kms_channel, metric_id, user_id, categ_id,"
    " campaign_id, round(value::numeric, 2)",
    "kms_fact_split": "company_id, date, monthly, dimension, kms_channel, metric_id, key,"
    " round(value::numeric, 2)",
    "kms_fact_month": "company_id, date, kms_channel, metric_id, partner_id",
    "kms_fact_bitmap": "company_id, date, kms_channel, metric_id, members",
}


def differences(env, companies):
    """Count the rows by which the figures differ from a rebuild, after the refresh of what is due.

    :param env: superuser's environment; the figures are rebuilt in its transaction
    :rtype: int
    """
    engine = env["kms.fact.engine"]
    env.flush_all()
    for company, source, dates in engine._kms_dirty():
        engine._kms_refresh(company, source, dates)
    kept = {table: _rows(env, table, columns) for table, columns in TABLES.items()}
    for company in companies:
        engine._kms_rebuild(company)
    return sum(len(kept[table] ^ _rows(env, table, columns)) for table, columns in TABLES.items())


def _rows(env, table, columns):
    env.flush_all()
    # pylint: disable=sql-injection
    env.cr.execute(f"SELECT {columns} FROM {table}")  # noqa: S608  names of this file
    return {
        tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
        for row in env.cr.fetchall()
    }
