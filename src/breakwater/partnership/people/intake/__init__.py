"""Files of children that come in: schools' rolls and agencies' lists, read, previewed, confirmed, applied, undone."""
