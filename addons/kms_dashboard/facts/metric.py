"""A figure as boards read it: the record of the dictionary without the database."""

from typing import NamedTuple


class Metric(NamedTuple):
    """What `kms.metric` says of a figure, in one language. Two are equal when their ids are."""

    id: int
    code: str
    name: str
    unit: str
    kind: str
    higher_is_better: bool
    definition: str
    formula_source: str
    owner: str
    kms_channel: str | bool
    source: str | bool
    model: str | bool
    dimensions: frozenset
    group_ids: frozenset
    own_group_ids: frozenset
    deduction: float = 0.0
    domain: str = "[]"
    date_field: str | bool = False
    measure_field: str | bool = False
    company_field: str | bool = False
    company_shared: bool = False
    channel_field: str | bool = False
    user_field: str | bool = False
    category_field: str | bool = False
    campaign_field: str | bool = False
    subject_field: str | bool = False
    subject_model: str | bool = False
    parts: tuple = ()  # numerator and denominator, or whose customers come back

    def __eq__(self, other):
        return isinstance(other, Metric) and self.id == other.id

    def __hash__(self):
        return hash(self.id)

    def readable(self, groups):
        """Whether somebody in these groups reads the figure at all.

        :param set groups: ids
        """
        return bool((self.group_ids | self.own_group_ids) & groups)

    def own_only(self, groups):
        """Whether somebody in these groups reads the figure for their own records only."""
        return not self.group_ids & groups

    def has(self, dimension):
        """Whether the figure is known by a dimension."""
        if self.kind == "ratio":
            return all(part.has(dimension) for part in self.parts)
        if self.kind in ("distinct", "retention", "churn"):
            return dimension == "kms_channel"
        return dimension in self.dimensions

    def obeys(self, dimension, segment=None):
        """Whether a filter by a dimension applies to the figure.

        :param str segment: model of the subjects that boards are filtered by
        """
        if dimension != "subject_id":
            return self.has(dimension)
        parts = self.parts if self.kind == "ratio" else (self,)
        return bool(segment) and all(part.subject_model == segment for part in parts)

    @property
    def about(self):
        """Model of the subjects that the figure is split by."""
        return self.parts[0].subject_model if self.kind == "ratio" else self.subject_model

    @property
    def opened(self):
        """The figure whose records are shown for this one."""
        return self.parts[0] if self.kind == "ratio" else self

    def describe(self):
        """What a widget has to know of the figure.

        :rtype: dict
        """
        return {
            "id": self.id,
            "code": self.code,
            "name": self.name,
            "unit": self.unit,
            "kind": self.kind,
            "higher_is_better": self.higher_is_better,
            "channel": self.kms_channel,
            "opens": bool(self.opened.model),
        }

    def define(self):
        """The same with what stands behind the i.

        :rtype: dict
        """
        return {
            **self.describe(),
            "definition": self.definition,
            "formula_source": self.formula_source,
            "owner": self.owner,
        }
