"""What is done to a round, and to an organisation in it."""
