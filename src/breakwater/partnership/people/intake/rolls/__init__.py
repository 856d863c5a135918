"""A school's roll, sent by the school or the authority; a school compares with its own last roll (SG-14)."""
