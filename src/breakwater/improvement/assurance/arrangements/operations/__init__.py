"""What changes in roles, arrangements, agreements and contributions."""
