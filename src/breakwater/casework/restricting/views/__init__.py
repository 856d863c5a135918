"""What the pages of restricted records answer, one file a noun."""
