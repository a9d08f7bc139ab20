"""What the suite costs those who do not use it at the moment, against plain Odoo in the same run.

Plain Odoo is a database with the same modules but the suite's. Both are measured by turns, so that
they meet the same machine: an empty call, the memory of a worker, the load of the registry, the
first page after signing in, and the code that each browser has to load for it.

Odoo works through every field of every model when it loads a registry, and keeps each in memory.
So beside the ratios stands how many models and fields the suite adds, and what each of its fields
costs next to one of core's.
"""

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys

import psutil
from playwright.sync_api import sync_playwright

from common import Bench, check, run
from support.core import plain_odoo
from support.project import ROOT, STATE, odoo_options

LOGIN = "admin"
BATCHES, CALLS = 10, 100
LOADS = 8
PAGES = 7
MEGABYTE = 1024 * 1024
WORKER = ["--workers=1"]
# what loading the registry takes, without the import of Odoo: seconds of processor, megabytes; and
# what is in it then
LOAD = """
import json, sys, time
import psutil
import odoo, odoo.api, odoo.modules.registry
from odoo.tools import config
config.parse_config([*sys.argv[2:], "--log-level=error"], setup_logging=True)
memory = psutil.Process().memory_info
start, before = time.process_time(), memory().rss
registry = odoo.modules.registry.Registry.new(sys.argv[1])
seconds, after = time.process_time() - start, memory().rss
fields = sum(len(model._fields) for model in registry.models.values())
print(json.dumps([seconds, (after - before) / 2**20, len(registry.models), fields]))
"""
# when the page last changed
WATCH = """
window.lastChange = 0;
new MutationObserver(() => { window.lastChange = performance.now(); }).observe(
    document, { subtree: true, childList: true, characterData: true });
"""
SETTLED = """() => document.querySelector(".o_action_manager")?.textContent
    && performance.now() - window.lastChange > 700 && window.lastChange"""


def main(bench):
    with plain_odoo(bench) as name:
        core = Bench(bench.name, name)
        measure_bundles(bench, core)
        measure_registry(bench, core)
        settle(bench, core)
        with bench.server(WORKER) as ours, core.server(WORKER) as theirs:
            sites = [Site(bench, ours), Site(core, theirs)]
            measure_calls(bench, sites)
            measure_memory(bench, sites)
            measure_home(bench, sites)


# ------------------------------------------------------------
# WHAT THE BROWSER LOADS
# ------------------------------------------------------------


def measure_bundles(bench, core):
    """Report the code that the suite adds to every page; libraries come when they are needed."""
    (size, urls), (core_size, core_urls) = backend(bench), backend(core)
    added = urls - core_urls
    check(added, "the suite adds screens")
    foreign = sorted(url for url in added if not url.startswith("/kms_") or "/lib/" in url)
    bench.count("kB of script added to the backend", round((size - core_size) / 1000), 150)
    bench.count(f"libraries added to the backend {' '.join(foreign)}".strip(), len(foreign), 0)


def backend(bench):
    """Return the size of the minified script of the backend, in bytes, and the files in it."""
    with bench.environment() as env:
        bundle = env["ir.qweb"]._get_asset_bundle("web.assets_backend", css=False, js=True)
        return len(bundle.js().raw), {asset.url for asset in bundle.javascripts}


# ------------------------------------------------------------
# WHAT THE SERVER DOES
# ------------------------------------------------------------


def settle(bench, core):
    """Do what the crons of a server have done by the time that people sign in.

    The demo's month comes in one go: without them the first page would count months of figures
    from their documents, which on a server is left to do for the day that runs.
    """
    with bench.environment(commit=True) as env:
        env["kms.fact.engine"]._cron_refresh()
    for site in (bench, core):
        with site.environment(commit=True) as env:
            env.cr.execute("ANALYZE")


class Site:
    """A server with one worker, and a user of it."""

    def __init__(self, bench, server):
        self.server = server
        self.client = bench.client(server, LOGIN, "admin")

    def worker(self):
        """Return the process that answers."""
        master = psutil.Process(self.server.process.pid)
        children = [child for child in master.children() if child.status() != psutil.STATUS_ZOMBIE]
        [worker] = [child for child in children if "gevent" not in child.cmdline()]
        return worker

    def processor_seconds(self):
        """Return the processor's seconds of the worker's empty calls."""
        worker = self.worker()
        before = worker.cpu_times()
        for _ in range(CALLS):
            self.client.call("res.lang", "has_access", [], "read")
        after = worker.cpu_times()
        check(worker == self.worker(), "the same worker has answered all of them")
        return after.user + after.system - before.user - before.system


def measure_registry(bench, core):
    """Compare what a worker does before its first answer; its code is compiled, as on a server."""
    loads = {bench.database: [], core.database: []}
    for _turn in range(LOADS + 1):
        for name, answers in loads.items():
            answers.append(load(name))
    # the least of each: what else runs here can only add to it
    ours, theirs = (list(map(min, zip(*loads[name][1:], strict=True))) for name in loads)
    bench.ratio("registry loaded, processor time", ours[0], theirs[0], 1.1, "core")
    added = [more - less for more, less in zip(ours, theirs, strict=True)]
    bench.note("  models in it", ours[2], theirs[2], reference="core")
    bench.note("  fields in it", ours[3], theirs[3], reference="core")
    for label, column, factor, unit in (("time", 0, 1e6, "us"), ("memory", 1, 1024, "kB")):
        of_ours, of_theirs = (factor * answer[column] / answer[3] for answer in (added, theirs))
        label = f"  {label} per field that the suite adds"
        bench.note(label, of_ours, of_theirs, unit, "one of core's")


def load(name):
    """Return seconds, megabytes, models and fields of a registry in a process of its own."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(STATE / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    answer = subprocess.run(
        [sys.executable, "-c", LOAD, name, *odoo_options()],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(answer.stdout)


def measure_calls(bench, sites):
    for site in sites:
        site.processor_seconds()
    batches = [[site.processor_seconds() for site in sites] for _batch in range(BATCHES)]
    ours, theirs = (statistics.median(times) / CALLS for times in zip(*batches, strict=True))
    bench.ratio("empty call, processor time", ours, theirs, 1.05, "core")


def measure_memory(bench, sites):
    """Report by how much a worker is larger, after the same calls.

    Beside it stands what it does not share with the others, which begin as copies of one process.
    """
    for site in sites:
        for model in ("res.partner", "crm.lead", "sale.order", "account.move", "pos.order"):
            views = [[False, "list"], [False, "form"], [False, "search"]]
            site.client.call(model, "get_views", views)
            site.client.call(model, "web_search_read", [], {"display_name": {}}, limit=10)
    ours, theirs = (site.worker().memory_full_info() for site in sites)
    more = (ours.rss - theirs.rss) / MEGABYTE
    bench.count(f"MB of a worker beyond core's {theirs.rss / MEGABYTE:.0f}", round(more, 1), 10)
    bench.note("  of its own", ours.uss / MEGABYTE, theirs.uss / MEGABYTE, "MB", "core")


# ------------------------------------------------------------
# WHAT THE USER WAITS FOR
# ------------------------------------------------------------


def measure_home(bench, sites):
    """Compare the first page after signing in, files in the browser's cache: until it rests."""
    with contextlib.ExitStack() as stack:
        playwright = stack.enter_context(sync_playwright())
        path = os.environ.get("KMS_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        stack.callback(browser.close)
        contexts = [logged_in(browser, site) for site in sites]
        turns = [
            [opened(context, site) for context, site in zip(contexts, sites, strict=True)]
            for _turn in range(PAGES + 2)
        ]
    ours, theirs = (statistics.median(times) for times in zip(*turns[2:], strict=True))
    bench.ratio("first page after signing in, warm", ours, theirs, 1.2, "core")


def logged_in(browser, site):
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR")
    cookie = {"name": "session_id", "value": site.client.session_id, "url": site.server.url}
    context.add_cookies([cookie])
    context.add_init_script(WATCH)
    return context


def opened(context, site):
    """Return the seconds from the call of the page to its last change."""
    page = context.new_page()
    page.goto(f"{site.server.url}/odoo")
    taken = page.wait_for_function(SETTLED, timeout=60_000).json_value()
    page.close()
    return taken / 1000


run(main, __file__)
