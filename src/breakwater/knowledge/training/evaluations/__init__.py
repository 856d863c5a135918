"""What delegates say before, after and three months on, by a link without an account, and what changed (PL 8.10)."""
