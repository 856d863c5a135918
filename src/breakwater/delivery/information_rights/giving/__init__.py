"""What is given: a letter, the record as a PDF that a screen reader reads, and the same as data; who was given it, when, how."""
