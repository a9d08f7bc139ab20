"""Kills who answers in the middle of what they do; the server's master starts others."""

import contextlib
import random
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import requests

from .client import ServerError

SEED = 5


class Killer:
    """Calls a method, kills who answers in the middle of it, and looks at what is there.

    :param strike: what happens in the middle instead; the server answers again afterwards
    """

    def __init__(self, server, sql, strike=None):
        self.server = server
        self.sql = sql
        self.strike = strike or self.kill_workers
        self.random = random.Random(SEED)
        self.usual = 0.5  # seconds that a step takes, learnt from those that came through
        self.kills = 0
        self.cut = 0  # kills after which nothing of the step was there

    def kill_workers(self):
        """SIGKILL for who answers; the master starts others."""
        for worker in self.workers():
            with contextlib.suppress(psutil.Error):
                worker.kill()

    def workers(self):
        master = psutil.Process(self.server.process.pid)
        return [child for child in master.children() if not self._is_gevent(child)]

    def _is_gevent(self, process):
        try:
            return "gevent" in process.cmdline()
        except psutil.Error:
            return True  # it has just ended

    def step(self, call, query, values):
        """Kill one call; then have it done, by as many calls as that takes."""
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(self._try, call)
            time.sleep(self.random.uniform(0, self.usual * 1.1))
            self.strike()
            self.kills += 1
            future.result(120)
        self.server.keep()
        self._gone()
        done = self._all_or_none(query, values)
        self.cut += not done
        start = time.monotonic()
        while not done:
            self.server.keep()
            self._try(call)
            done = self._all_or_none(query, values)
            assert time.monotonic() - start < 60, "the step never came to its end"
            self.usual = (self.usual + time.monotonic() - start) / 2

    def _try(self, call):
        try:
            call()
        except (requests.RequestException, ServerError):
            return  # killed, or refused because it was done: the database says which

    def _gone(self):
        """PostgreSQL notices a dead client when it next speaks to it."""
        for _attempt in range(200):
            [(busy,)] = self.sql(
                "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = %s "
                "AND pid != pg_backend_pid() AND state != 'idle'",
                (self.server.database,),
            )
            if not busy:
                return
            time.sleep(0.05)

    def _all_or_none(self, query, values):
        [row] = self.sql(query, values)
        assert len(set(map(bool, row))) == 1, f"half of the step is there: {row}"
        return bool(row[0])
