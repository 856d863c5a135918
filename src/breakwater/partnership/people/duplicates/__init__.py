"""Two records that may be one person: the queue of pairs, merging them and parting them again (SG-13, SG-15, SG-18)."""
