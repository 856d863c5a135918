"""The verbs of duplicates: review a pair, merge two records, part them."""
