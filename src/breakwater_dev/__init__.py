"""What develops, measures and shows Breakwater, beside the product: it may import everything there, and nothing there imports it.

Only the command line loads a module of `commands`, by name, when it is asked for.
"""
