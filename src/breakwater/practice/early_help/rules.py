"""Who may do what: any row, every column."""
