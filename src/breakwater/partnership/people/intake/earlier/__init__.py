"""People, contacts and early help episodes of an earlier system: shown first, taken in by a job, undone; history to be read (docs/cut-over.md)."""
