"""A fact that is wrong: the team that holds the record corrects it, and the agencies that were sent it are told."""
