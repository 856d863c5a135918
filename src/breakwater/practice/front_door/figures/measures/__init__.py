"""What is measured of the front door: each measure defined once, counted by the system, the same for every reader (SG-22)."""
