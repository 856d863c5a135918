"""The work itself. Rooms never import one another: they meet through casework."""
