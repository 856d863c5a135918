"""The verbs of a record: enter, rename, move, relate, enrol, end, restrict, guard."""
