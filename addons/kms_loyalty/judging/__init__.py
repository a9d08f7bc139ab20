"""Rules for what a till may have charged, in plain Python."""
