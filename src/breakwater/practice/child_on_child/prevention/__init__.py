"""What the school prevents and learns: the self-audit, figures of each term, the report to governors, and what the authority reads."""
