"""The question that needs and provision are recorded for: which wards have high need, and no help for an age."""
