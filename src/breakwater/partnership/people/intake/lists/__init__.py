"""Lists of children that agencies send an area, each version as it came."""
