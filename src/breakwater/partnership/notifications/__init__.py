"""What the product tells people, in the product and by e-mail, always without a child's data. Sent through an outbox after commit. Neighbours: organisations below."""
