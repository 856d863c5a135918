"""How well we do it: learning from reviews, assurance of partners."""
