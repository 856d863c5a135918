"""What is done to strategies, plans, risks and escalations."""
