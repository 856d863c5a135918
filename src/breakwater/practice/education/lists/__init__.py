"""Making, checking, releasing and recalling the lists of an area."""
