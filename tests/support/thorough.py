"""How often a test repeats what chance decides."""

import os


def times(full, short):
    """``full`` with ``KMS_THOROUGH=1`` in the environment, else ``short``: a daily run is lean."""
    return full if os.environ.get("KMS_THOROUGH") else short
