"""Training in figures: a year to March, as the partnership's yearly report counts, with what is small hidden (SG-22)."""
