"""The steps of the set-up, in the order of :mod:`kms.setup`; each can be run again at any time."""
