"""Open Referral UK 3.0: what the directory says in its words, and what another directory says read back."""
