"""Finding a child, and the child's page: who they are, who is responsible, what is open, the family."""
