"""A school's list and letters on paper."""
