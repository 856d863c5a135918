"""Plans: a strategy that areas share, the plan by which each answers it, risks, and what is escalated to all areas at once."""
