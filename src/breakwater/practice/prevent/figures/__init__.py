"""Prevent in figures, by quarter and year to March: never by month, whose numbers would all be hidden."""
