"""What the authority's pages of lists answer."""
