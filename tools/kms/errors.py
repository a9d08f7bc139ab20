"""How the launcher says no."""


class Refusal(Exception):
    """Something is not as it must be. The message is one sentence and what to do; it is all that
    people see, never a traceback."""
