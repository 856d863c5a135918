"""What any member of staff reports, and how the safeguarding team acknowledges it."""
