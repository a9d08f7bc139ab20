"""What every benchmark shares.

``./kms bench [name]`` runs each ``bench_<name>.py`` in a process of its own, over a clone of the
demo database, and prints one table of all results.

A benchmark is a file with a ``main(bench)``; it proves that what it measured is right, then reports
ratios, because machines differ and ratios hardly do::

    from common import check, median_seconds, run

    def main(bench):
        with bench.environment() as env:
            invoices = env["account.move"].search([("move_type", "=", "out_invoice")], limit=20)
            check(len(invoices) == 20, "20 invoices in the demo")
            one = median_seconds(lambda: render(invoices[0]), times=5, warmup=1)
            many = median_seconds(lambda: render(invoices), times=3)
        bench.ratio("20 invoices in one call", many, one, at_most=8, reference="one invoice")

    run(main, __file__)

- ``bench.environment()`` an environment (superuser, ``lang=fr_FR``), rolled back at the end
- ``bench.server(options)`` an Odoo server over the clone (``.url``)
- ``bench.client(server, login)`` its client
- ``bench.empty_rpc(client)`` seconds of an empty call: the unit to compare answers with
- ``bench.ratio(label, measure, base, at_most=…)`` seconds against seconds
- ``bench.count(label, value, at_most=…)`` queries, bytes, errors: a number against a limit
- ``bench.note(label, value, base)`` a number beside another, without a target
- ``bench.skip_line(label, why)`` a reference that is not on this machine: shown, never met
- ``check(condition, sentence)`` a wrong result ends the benchmark: fast and wrong is not fast

"""

import contextlib
import dataclasses
import json
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support.client import Client
from support.project import odoo_options, setting
from support.server import OdooServer


class WrongResult(Exception):
    """What was measured did not do its work."""


def check(condition, sentence):
    """:raises WrongResult: when ``condition`` is false; ``sentence`` says what should be true."""
    if not condition:
        raise WrongResult(f"not true: {sentence}")


def median_seconds(function, times=5, warmup=1):
    """Median wall-clock seconds of ``function()`` over ``times`` calls after ``warmup`` calls."""
    for _ in range(warmup):
        function()
    return statistics.median(seconds(function) for _ in range(times))


def seconds(function):
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


@dataclasses.dataclass
class Line:
    """One line of the table; ``met`` is None when it could not be measured here."""

    name: str
    label: str
    measure: str
    reference: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None


class Bench:
    """Collects the lines of one benchmark.

    :param name: the ``x`` of ``bench_x.py``
    :param database: the clone this benchmark may change
    """

    def __init__(self, name, database):
        self.name = name
        self.database = database
        self.lines = []

    @contextlib.contextmanager
    def environment(self, commit=False, lang="fr_FR"):
        """An environment of the superuser on the clone; rolled back unless ``commit``."""
        odoo = _odoo()
        with odoo.modules.registry.Registry(self.database).cursor() as cr:
            env = odoo.api.Environment(cr, odoo.api.SUPERUSER_ID, {"lang": lang})
            yield env
            if not commit:
                cr.rollback()

    def server(self, options=()):
        """A context manager: a server over the clone, with ``.url``."""
        return OdooServer(self.database, options)

    def client(self, server, login, password=None):
        return Client(server.url, self.database, login, password)

    def empty_rpc(self, client, times=50, warmup=10):
        """Median seconds of a call that does as good as nothing."""
        return median_seconds(
            lambda: client.call("res.lang", "has_access", [], "read"), times, warmup
        )

    def ratio(self, label, measure, base, at_most, reference="reference"):
        """Report ``measure`` against ``base``, both in seconds, with the highest allowed ratio."""
        ratio = measure / base
        self._add(
            label,
            _time(measure),
            f"{reference} {_time(base)}",
            f"{ratio:.2f}",
            f"<= {at_most:g}",
            ratio <= at_most,
        )

    def count(self, label, value, at_most):
        """Report a number against its limit."""
        self._add(label, f"{value:g}", target=f"<= {at_most:g}", met=value <= at_most)

    def note(self, label, measure, base, unit="", reference="reference"):
        """Report a number beside another, without a target: what explains the lines with one."""
        self._add(
            label,
            f"{_short(measure)} {unit}".strip(),
            f"{reference} {_short(base)} {unit}".strip(),
            f"{measure / base:.2f}",
        )

    def skip_line(self, label, why):
        self._add(label, f"not measured: {why}")

    def _add(self, label, measure, reference="", ratio="", target="", met=None):
        self.lines.append(Line(self.name, label, measure, reference, ratio, target, met))


def run(main, path):
    """Run ``main`` and hand its lines to ``./kms bench``, or print them.

    :param path: ``__file__`` of the benchmark
    """
    bench = Bench(Path(path).stem.removeprefix("bench_"), setting("KMS_BENCH_DB"))
    main(bench)
    lines = [dataclasses.asdict(line) for line in bench.lines]
    results = os.environ.get("KMS_BENCH_RESULTS")
    if results:
        Path(results).write_text(json.dumps(lines), encoding="utf-8")
    else:
        sys.stdout.write(json.dumps(lines, indent=2) + "\n")
    sys.stdout.flush()
    # threads of the registry and of helpers must not keep a finished benchmark alive
    os._exit(0)


def _odoo():
    import odoo
    import odoo.api
    import odoo.modules.registry
    from odoo.tools import config

    config.parse_config(
        [*odoo_options(), "--http-interface=127.0.0.1", "--log-level=warn"], setup_logging=True
    )
    return odoo


def _time(value):
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def _short(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
