"""Multi-agency case audits: drawn by a rule, audited by each agency in its own record, read again, agreed, reported and audited again (PL 4.6)."""
