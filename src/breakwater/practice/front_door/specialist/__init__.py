"""The specialist route of the Prevent compartment."""
