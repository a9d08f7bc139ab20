"""Let the models live on another day.

A story told through the models' own methods is only right if these find the day of the story when
they ask for the time: deliveries done, entries posted, tills closed, messages written. There is
no argument to pass it by, and defaults such as ``default=fields.Date.context_today`` are bound when
the classes load, so the clock is turned where all of them read it: in the modules that ask the
system for the time. Only the thread that tells the story sees its time.
"""

from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from unittest.mock import patch

# Where the suite and the fields of Odoo look at the clock.
READERS = (
    ("odoo.orm.fields_temporal.date", "StoryDate"),
    ("odoo.orm.fields_temporal.datetime", "StoryDatetime"),
    ("odoo.addons.kms_base.models.res_company.datetime", "StoryDatetime"),
)

_moment = ContextVar("kms_story_moment", default=None)


class _SameInstances(type):
    """Values stay plain dates: the stand-ins below recognise them, and never make others."""

    def __instancecheck__(cls, value):
        return isinstance(value, cls.__base__)


class StoryDatetime(datetime, metaclass=_SameInstances):
    """``datetime`` whose present is that of the story."""

    combine = staticmethod(datetime.combine)
    strptime = staticmethod(datetime.strptime)

    @staticmethod
    def now(tz=None):
        """Return the moment of the story, naive UTC or in the zone `tz`, or the real one."""
        moment = _moment.get()
        if not moment:
            return datetime.now(tz)
        return moment.replace(tzinfo=UTC).astimezone(tz) if tz else moment


class StoryDate(date, metaclass=_SameInstances):
    """``date`` whose present is that of the story."""

    @staticmethod
    def today():
        """Return the day of the story, or the real one."""
        moment = _moment.get()
        return moment.date() if moment else date.today()  # noqa: DTZ011 the server's day


@contextmanager
def telling():
    """Make the stand-ins readable; until :func:`at` sets a moment they show the real time."""
    with ExitStack() as stack:
        for target, stand_in in READERS:
            stack.enter_context(patch(target, globals()[stand_in]))
        yield


@contextmanager
def at(env, moment):
    """Set the story's moment, for the fields and for the log columns (`create_date`).

    :param env: environment whose cursor stamps the records
    :param datetime moment: naive, UTC
    """
    token = _moment.set(moment)
    before, env.cr._now = env.cr._now, moment
    try:
        yield
    finally:
        # what was written at that moment is stamped with it, before time goes on
        env.flush_all()
        env.cr._now = before
        _moment.reset(token)
