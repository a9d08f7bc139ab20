"""What is behind ``./kms``: the standard library only, it runs before anything is installed."""
