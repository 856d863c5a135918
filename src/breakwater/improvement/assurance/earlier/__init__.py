"""Returns and actions of an earlier system, taken in by file: that audit of three years ago, its actions and proof."""
