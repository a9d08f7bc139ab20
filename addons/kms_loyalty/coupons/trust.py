"""What the server tells itself through a context, in a form that no client can send."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """The sales order that changes the points of a card."""

    order: int
    name: str


# The change of points has its line in the ledger already.
BOOKED = object()
# The order was paid at a till: it is kept, whatever its coupons are.
KEEP = object()
# The customer said it in front of a cashier.
AT_TILL = object()
