"""The downtime kit: what an area prints and keeps for the day when the service cannot be reached."""
