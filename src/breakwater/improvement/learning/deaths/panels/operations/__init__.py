"""What whoever runs the panel records."""
