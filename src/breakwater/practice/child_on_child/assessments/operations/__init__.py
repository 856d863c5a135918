"""Writing and approving versions, measures and their checks, instructions, and what is ordered of a plan."""
