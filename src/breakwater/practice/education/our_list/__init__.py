"""The school's own pages: its list, its answers, what it does between two calls."""
