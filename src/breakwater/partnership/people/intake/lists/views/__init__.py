"""The pages of agencies' lists."""
