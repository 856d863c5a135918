"""What we know: editorial content, services, policies, training. Knows nothing of cases."""
