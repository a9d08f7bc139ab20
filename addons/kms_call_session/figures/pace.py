"""What calls come to: sums, and the shares that people read. No environment."""

import operator
from typing import NamedTuple

# A share of fewer cases is no figure, it is an anecdote.
FEW = 5


def share(part, whole):
    """Percent of a number of cases; None below :data:`FEW`.

    >>> share(3, 12), share(3, 4)
    (25.0, None)

    :rtype: float | None
    """
    return 100 * part / whole if whole >= FEW else None


class Pace(NamedTuple):
    """Sums of some calls; ``talk`` and ``work`` in seconds, see ``parts.calls``.

    >>> pace = Pace(calls=40, answered=10, interested=4, appointments=1, talk=1200, work=3600)
    >>> pace.an_hour, pace.answer_rate, pace.conversion, pace.mean_talk
    (40.0, 25.0, 40.0, 120.0)
    >>> (pace + pace).calls
    80
    """

    calls: int = 0
    answered: int = 0
    interested: int = 0
    appointments: int = 0
    talk: float = 0
    work: float = 0

    def __add__(self, other):
        return Pace(*map(operator.add, self, other))

    @property
    def an_hour(self):
        """Calls an hour at work; None without any."""
        return 3600 * self.calls / self.work if self.work else None

    @property
    def answer_rate(self):
        """Calls answered of calls made, in percent."""
        return share(self.answered, self.calls)

    @property
    def conversion(self):
        """People interested of calls answered, in percent."""
        return share(self.interested, self.answered)

    @property
    def talk_share(self):
        """Time in talk of time at work, in percent."""
        return 100 * self.talk / self.work if self.work and self.calls >= FEW else None

    @property
    def mean_talk(self):
        """Seconds of a call that was answered; None below :data:`FEW`."""
        return self.talk / self.answered if self.answered >= FEW else None
