"""What every intake shares: files as they came, whose rows they are, blind alerts."""
