"""What a till keeps to know customers and coupons without the network, in plain Python."""
