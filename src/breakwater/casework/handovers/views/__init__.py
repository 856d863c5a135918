"""What the pages of handovers answer, one file a noun."""
