"""``./kms backup`` and ``./kms restore``: one encrypted file holds a database and its filestore."""
