"""What the school's pages answer."""
