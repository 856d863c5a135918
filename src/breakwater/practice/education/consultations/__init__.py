"""A school asks about a pupil between two calls; the safeguarding file of one who changes school."""
