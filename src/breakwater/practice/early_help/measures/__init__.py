"""What is measured of early help: each measure defined once, counted by the system, the same for every reader (SG-22)."""
