"""The PDF engine: a French invoice of 30 lines, alone, twenty at once, a hundred by eight users.

The reference is wkhtmltopdf in the same run, over the same server, where it is installed. It gets
the second of waiting that core asks it for taken off, and draws less: unpatched, it leaves out
headers and page numbers.
"""

import itertools
import shutil
import statistics
import threading
from unittest.mock import patch

from common import check, run, seconds
from support.pdf import page_texts

REPORT = "account.report_invoice"
LOGIN = "bench_pdf"
LINES = 30
INVOICES = 20
USERS = 8
PRINTS = 100
TIMES = 7  # each measure, after one that warms up


def main(bench):
    with bench.environment(commit=True) as env:
        invoices = make_invoices(env)
        names = dict(zip(invoices.ids, invoices.mapped("name"), strict=True))
        make_user(env)
    with bench.server() as server:
        with bench.environment() as env:
            measure_engine(bench, env, server, names)
        measure_users(bench, server, names)


def make_invoices(env):
    """Posted invoices of 30 lines for a French customer, of the company that sells."""
    partner = env["res.partner"].create({"name": "Établissements Ngo Bassa", "lang": "fr_FR"})
    lines = [
        (
            0,
            0,
            {
                "name": f"Canapé d'angle n° {n}, livré et monté",
                "quantity": 2,
                "price_unit": 125000 + n,
                "tax_ids": False,
            },
        )
        for n in range(LINES)
    ]
    invoices = env["account.move"].create(
        [
            {"move_type": "out_invoice", "partner_id": partner.id, "invoice_line_ids": lines}
            for _ in range(INVOICES)
        ]
    )
    invoices.action_post()
    return invoices


def make_user(env):
    group = env.ref("account.group_account_invoice")
    user = env["res.users"].search([("login", "=", LOGIN)]) or env["res.users"].create(
        {"name": "Bench", "login": LOGIN, "lang": "fr_FR"}
    )
    user.write({"password": LOGIN, "group_ids": [(4, group.id)]})


def measure_engine(bench, env, server, names):
    reports = env["ir.actions.report"]
    check(reports._kms_pdf_browser(), "a browser prints")
    # unpatched wkhtmltopdf asks the server for style sheets; the wait is not what is compared
    env["ir.config_parameter"].set_param("report.url", server.url)
    env["ir.config_parameter"].set_param("report.print_delay", "0")
    ids = list(names)

    def print_some(record_ids):
        env.invalidate_all()
        return reports._render_qweb_pdf(REPORT, record_ids)[0]

    check_invoice(print_some(ids[:1]), names[ids[0]])
    pages = page_texts(print_some(ids))
    check(len(pages) == 2 * INVOICES, f"two pages for each of {INVOICES} invoices")
    check("Page1/2" in "".join(pages[-2].split()), "page numbers start again for each invoice")
    one, many = side_by_side(lambda: print_some(ids[:1]), lambda: print_some(ids))
    bench.ratio(f"{INVOICES} invoices in one call", many, one, 8, "one invoice")
    if not shutil.which("wkhtmltopdf"):
        bench.skip_line("one invoice against wkhtmltopdf", "it is not installed")
        return

    def print_theirs():
        with patch.object(type(reports), "_kms_pdf_browser", lambda self: None):
            return print_some(ids[:1])

    # unpatched, it draws text of web fonts as curves: there are no words to look for
    check(len(page_texts(print_theirs())) == 2, "wkhtmltopdf prints as many pages")
    one, theirs = side_by_side(lambda: print_some(ids[:1]), print_theirs)
    bench.ratio(f"one invoice of {LINES} lines", one, theirs, 0.5, "wkhtmltopdf, no delay")


def side_by_side(first, second):
    """Median seconds of two functions, called in turns so that a busy moment hits both alike."""
    times = [(seconds(first), seconds(second)) for _ in range(TIMES + 1)]
    return (statistics.median(column) for column in zip(*times[1:], strict=True))


def check_invoice(content, name):
    pages = page_texts(content)
    text = "".join(" ".join(pages).split())
    check(len(pages) == 2, f"an invoice of {LINES} lines takes two pages")
    check("".join(name.split()) in text, f"{name} is on its invoice")
    for word in ("Facture", "Page1/2", "Page2/2"):
        check(word in text, f"«{word}» is on the invoice")
    check(text.count("livréetmonté") == LINES, f"all {LINES} lines are on the invoice")


def measure_users(bench, server, names):
    """Eight users print a hundred invoices, each another one, through the web server."""
    clients = [bench.client(server, LOGIN) for _ in range(USERS)]
    turns = itertools.islice(itertools.cycle(names.items()), PRINTS)
    lock, errors, printed = threading.Lock(), [], []

    def work(client):
        while True:
            with lock:
                turn = next(turns, None)
            if turn is None:
                return
            answer = client.get(f"/report/pdf/{REPORT}/{turn[0]}")
            try:
                check(answer.status_code == 200, f"status {answer.status_code}")
                check_invoice(answer.content, turn[1])
            except Exception as error:  # noqa: BLE001 -- any kind is an error to count
                errors.append(error)
            else:
                printed.append(turn)

    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check(len(printed) + len(errors) == PRINTS, f"{PRINTS} prints were tried")
    bench.count(f"errors in {PRINTS} prints by {USERS} users", len(errors), 0)


if __name__ == "__main__":
    run(main, __file__)
