"""What the pages of calls answer."""
