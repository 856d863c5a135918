"""Gaps between need and help: the statement, its options, and the decision that the body took, with its review."""
