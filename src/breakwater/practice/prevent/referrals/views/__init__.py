"""Pages of whoever writes a referral, and of the Prevent team."""
