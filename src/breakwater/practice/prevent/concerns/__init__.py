"""Notice, check, share: from a worry to advice or a referral; and what a form for the MASH says apart."""
