"""Wrong tries of one address, counted in the memory of one process."""

import threading
import time
from collections import OrderedDict


class Limiter:
    """At most so many wrong tries of an address in a span of time.

    Guessing a code is hopeless without it; it keeps a script from being a burden.

    :param int tries: wrong ones before the address has to wait
    :param float seconds: after which they are forgotten
    :param int addresses: remembered at once, the oldest are forgotten first
    """

    def __init__(self, tries, seconds, addresses=10000):
        self.tries = tries
        self.seconds = seconds
        self.addresses = addresses
        self._lock = threading.Lock()
        self._wrong = OrderedDict()

    def is_blocked(self, address):
        """Whether this address has to wait.

        >>> limiter = Limiter(2, 60)
        >>> limiter.count("a"), limiter.is_blocked("a")
        (None, False)
        >>> limiter.count("a"), limiter.is_blocked("a"), limiter.is_blocked("b")
        (None, True, False)
        """
        with self._lock:
            start, count = self._wrong.get(address, (0, 0))
            return count >= self.tries and time.monotonic() - start < self.seconds

    def count(self, address):
        """Write a wrong try down."""
        now = time.monotonic()
        with self._lock:
            start, count = self._wrong.pop(address, (now, 0))
            if now - start >= self.seconds:
                start, count = now, 0
            self._wrong[address] = (start, count + 1)
            while len(self._wrong) > self.addresses:
                self._wrong.popitem(last=False)

    def clear(self):
        """Forget all of them."""
        with self._lock:
            self._wrong.clear()
