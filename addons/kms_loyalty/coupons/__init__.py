"""Rules of coupons and points, in plain Python."""
