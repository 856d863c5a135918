"""What is measured of need, by ward and cohort: typed or by file, read with its method, and the gap to what is met."""
