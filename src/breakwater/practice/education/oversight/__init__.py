"""The lists seen from above, in numbers alone."""
