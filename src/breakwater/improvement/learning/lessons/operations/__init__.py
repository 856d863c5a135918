"""What is recorded of lessons, from a recommendation to the test of what changed."""
