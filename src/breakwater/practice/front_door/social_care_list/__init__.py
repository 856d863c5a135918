"""What social care's own system says of children: its list taken in, read with its age, and what follows where a case is open."""
