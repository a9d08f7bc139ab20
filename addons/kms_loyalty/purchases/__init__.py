"""Which documents are purchases, as SQL. No environment."""

from . import documents, scores, triggers
