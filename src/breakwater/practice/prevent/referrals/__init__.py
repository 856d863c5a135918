"""Referrals: written on the national form, sent, worked on in the compartment, handed to the police, and let go (SG-12)."""
