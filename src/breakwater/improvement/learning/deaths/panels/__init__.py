"""The child death overview panel: meetings, a pack without names, codes, recommendations, learning shared in batches, figures, files."""
