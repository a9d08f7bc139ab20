"""A figure as boards read it: the record of the dictionary without the database."""

from dataclasses import dataclass, field


def _plain(**options):
    return field(compare=False, **options)


@dataclass(frozen=True)
class Metric:
    """What `kms.metric` says of a figure, in one language. Two are equal when their ids are."""

    id: int
    code: str = _plain()
    name: str = _plain()
    unit: str = _plain()
    kind: str = _plain()
    higher_is_better: bool = _plain()
    definition: str = _plain()
    formula_source: str = _plain()
    owner: str = _plain()
    kms_channel: str | bool = _plain()
    source: str | bool = _plain()
    model: str | bool = _plain()
    dimensions: frozenset = _plain()
    group_ids: frozenset = _plain()
    own_group_ids: frozenset = _plain()
    deduction: float = _plain(default=0.0)
    domain: str = _plain(default="[]")
    date_field: str | bool = _plain(default=False)
    measure_field: str | bool = _plain(default=False)
    company_field: str | bool = _plain(default=False)
    company_shared: bool = _plain(default=False)
    channel_field: str | bool = _plain(default=False)
    user_field: str | bool = _plain(default=False)
    category_field: str | bool = _plain(default=False)
    campaign_field: str | bool = _plain(default=False)
    subject_field: str | bool = _plain(default=False)
    subject_model: str | bool = _plain(default=False)
    parts: tuple = _plain(default=())  # numerator and denominator, or whose customers come back

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
