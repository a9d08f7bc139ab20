from odoo.exceptions import UserError


class SignedOffError(UserError):
    """A line of a day that was signed off is corrected without a reason.

    The web client knows this class by its name: it asks for the reason and sends the same call
    again with the reason in the context.
    """
