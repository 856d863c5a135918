"""What was known when it was decided, dissent, managers' entries and the month's sample."""
