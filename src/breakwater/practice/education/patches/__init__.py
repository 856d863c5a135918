"""Who looks after which schools, and who covers for whom."""
