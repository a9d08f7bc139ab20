"""Geography without a database: distances and speeds between two points."""
