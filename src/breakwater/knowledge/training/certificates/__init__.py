"""Certificates by their numbers, and evidence of training had elsewhere, which the training team verifies (PL 8.8)."""
