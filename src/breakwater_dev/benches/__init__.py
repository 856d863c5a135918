"""What `./breakwater bench` measures, each on a world that it fills first."""
