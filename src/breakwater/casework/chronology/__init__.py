"""What happened, when, who says so: added, never overwritten. Each room describes its own entries. Neighbour: cases below."""
