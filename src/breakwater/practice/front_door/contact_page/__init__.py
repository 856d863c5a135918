"""The page of a contact: what was told, what is known beside it, its screening record and the one next action."""
