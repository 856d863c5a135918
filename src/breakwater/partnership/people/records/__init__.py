"""Each person's record: names, births, numbers, homes, places at school, relationships, and who is kept from it."""
