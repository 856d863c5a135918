"""The yearly report: it assembles itself from the record, a person writes the narrative, the lead partners sign, everyone reads it."""
