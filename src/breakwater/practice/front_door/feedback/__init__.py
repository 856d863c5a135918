"""What whoever told us hears: the receipt, that it is looked at, what was decided in the words allowed."""
