"""A widget as boards read it: the record without the database."""

from dataclasses import dataclass, replace
from functools import cached_property


@dataclass(frozen=True)
class WidgetPlan:
    """What `kms.board.widget` says, in one language, with its figures."""

    id: int
    kind: str
    name: str
    metrics: tuple
    split_by: str | bool
    limit: int
    width: int
    height: int
    days_ahead: int = 0

    @property
    def dimension(self):
        """What the figures have to be read by."""
        return self.split_by or "kms_channel"

    def only(self, readable):
        """The widget with those of its figures that somebody may read.

        :param set readable: of :class:`~odoo.addons.kms_dashboard.facts.Metric`
        :rtype: WidgetPlan
        """
        metrics = tuple(metric for metric in self.metrics if metric in readable)
        return self if metrics == self.metrics else replace(self, metrics=metrics)

    @cached_property
    def head(self):
        """What the screen has to know of the widget, without a figure; nobody may change it.

        :rtype: dict
        """
        return {
            "id": self.id,
            "kind": self.kind,
            "name": self.name,
            "title": self.name or ", ".join(metric.name for metric in self.metrics),
            "split_by": self.split_by,
            "limit": self.limit,
            "days_ahead": self.days_ahead,
            "width": self.width,
            "height": self.height,
            "metrics": [metric.describe() for metric in self.metrics],
        }
