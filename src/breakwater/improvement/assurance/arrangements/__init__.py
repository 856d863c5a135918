"""Who holds which role in a partnership, its published arrangements, agreements on sharing information, and who pays what."""
