"""Small faults put into the product on purpose, one at a time, and whether a test sees each: `./breakwater mutants`."""
