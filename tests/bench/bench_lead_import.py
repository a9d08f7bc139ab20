"""A file of leads: 10 000 and 100 000 rows, and core's own import of the same file in the same run.

Both create the same leads from the same xlsx as the same user. Ours also reads the numbers, looks
for everybody among leads and customers by phone, e-mail and identifier, and keeps a report.
"""

import base64
import io
from unittest.mock import patch

import xlsxwriter

from odoo.sql_db import Cursor

from common import check, run, seconds

ROWS = 10_000
MANY = 100_000
KNOWN = 200
FIRST = 20_000_000
COLUMNS = {
    "Nom": "name",
    "Téléphone": "phone",
    "E-mail": "email_from",
    "Société": "partner_name",
    "Rue": "street",
    "Ville": "city",
    "Source": "source_id",
}


def main(bench):
    few, many = make_file("a", ROWS), make_file("b", MANY)
    with bench.environment() as env:
        user = env["res.users"].search([("login", "=", "marketing")])
        env = env(user=user, context={"lang": "fr_FR"})
        make_known(env)
        warm_up(env)
        ours, queries = import_ours(env, few, ROWS)
        core = import_core(env, few)
        lots, _queries = import_ours(env, many, MANY)
    label = f"import of {ROWS} leads from xlsx"
    bench.count(f"{label}, ms a row", 1000 * ours / ROWS, at_most=1)
    bench.count(f"{label}, queries a row", queries / ROWS, at_most=0.1)
    bench.ratio(f"{label}, against core's import", ours, core, at_most=1 / 3, reference="core")
    bench.ratio(f"{MANY} rows, a row", lots / MANY, ours / ROWS, at_most=1.2, reference="of 10 000")


def make_file(prefix, rows):
    """Leads as a fair brings them: each has a phone and an address, every fiftieth is known."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(COLUMNS))
        # a range that nobody has in the demo
        number = FIRST + {"a": 0, "b": ROWS, "w": ROWS + MANY}[prefix]
        for n in range(rows):
            cells = [f"Ngo {prefix}{n}", f"+237 6{number + n}", f"{prefix}.{n}@exemple{n % 300}.cm"]
            cells += [f"Ets {n % 900}", f"Rue {n % 80}", ["Douala", "Yaoundé"][n % 2], "Website"]
            sheet.write_row(n + 1, 0, cells)
    return content.getvalue()


def make_known(env):
    """Leads whose numbers are in the small file too."""
    env["crm.lead"].with_context(tracking_disable=True).create(
        [{"name": f"Known {n}", "phone": f"+237 6{FIRST + 50 * n}"} for n in range(KNOWN)]
    )
    env.flush_all()


def warm_up(env):
    """What a server does once: imports of Python, prepared caches."""
    record = drop(env, make_file("w", 50))
    record._run()
    env.cr.flush()


def drop(env, data):
    imports = env["kms.lead.import"]
    content = base64.b64encode(data).decode()
    record = imports.browse(imports.drop_file("leads.xlsx", content)["id"])
    record._queue()
    env.flush_all()
    return record


def import_ours(env, data, rows):
    """Seconds and queries from the queued file to the leads in their tables; taken back after."""
    savepoint = env.cr.savepoint()
    record = drop(env, data)
    count, execute = [0], Cursor.execute

    def counted(*arguments, **options):
        count[0] += 1
        return execute(*arguments, **options)

    with patch.object(Cursor, "execute", counted):
        spent = seconds(lambda: (record._run(), env.flush_all()))
    known = KNOWN if rows == ROWS else 0
    check(record.state == "done", "the import has ended")
    check(record.created_count == rows - known, f"{rows - known} leads created")
    check(record.skipped_count == known, f"{known} recognised and left out")
    check(record.problem_count == 0, "no row has a problem")
    lead = env["crm.lead"].search([("kms_import_id", "=", record.id)], order="id desc", limit=1)
    check(lead.phone_sanitized.startswith("+2376"), "numbers are understood")
    check(lead.source_id.name == "Website" and lead.stage_id, "source and stage are set")
    savepoint.close(rollback=True)
    env.invalidate_all()
    return spent, count[0]


def import_core(env, data):
    """Seconds that core's import takes for the same file; taken back after."""
    savepoint = env.cr.savepoint()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    wizard = env["base_import.import"].create(
        {"res_model": "crm.lead", "file": data, "file_name": "leads.xlsx", "file_type": kind}
    )
    options = {"has_headers": True, "quoting": '"', "separator": ",", "limit": ROWS}
    wizard.parse_preview(options)
    result = {}

    def work():
        result.update(wizard.execute_import(list(COLUMNS.values()), list(COLUMNS), options))
        env.flush_all()

    # core's wizard takes its savepoint back only on errors
    spent = seconds(work)
    check(not result["messages"], f"core imports without a problem: {result['messages'][:2]}")
    check(len(result["ids"]) == ROWS, f"core creates {ROWS} leads")
    savepoint.close(rollback=True)
    env.invalidate_all()
    return spent


run(main, __file__)
