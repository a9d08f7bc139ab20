"""Phone numbers and names as personal data, without a database."""
