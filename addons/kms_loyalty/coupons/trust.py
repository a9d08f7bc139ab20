"""What the server tells itself through a context, in a form that no client can send."""

from typing import NamedTuple


class Origin(NamedTuple):
    """The sales order that changes the points of a card."""

    order: int
    name: str


# The change of points has its line in the ledger already.
BOOKED = object()
# The order was paid at a till: it is kept, whatever its coupons are.
KEEP = object()
# The customer said it in front of a cashier.
AT_TILL = object()
# Who asks stands at a till.
TILL = object()


class Stored(NamedTuple):
    """Orders that are being stored: what is sealed afterwards may be written now, on these alone.

    A till sends commands with its order, and they may name the lines of others.
    """

    uuids: frozenset


class PastPrices(NamedTuple):
    """The lowest list price of products, by id, in a time that a till may not have heard of."""

    lowest: dict


class Refunded(NamedTuple):
    """Ids by model of sales that a till takes back and that its cashier may not see."""

    ids: dict
