"""What is done about a child's death."""
