"""The verbs between two calls."""
