"""What a person may type on the pages of restricted records."""
