"""Published figures: periods, amounts of which the small are hidden so that they cannot be worked out, and how they are drawn."""
