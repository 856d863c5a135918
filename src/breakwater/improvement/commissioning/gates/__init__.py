"""Safeguarding gates of contracts: checks with their evidence, each gate opening the next, and the returns of providers."""
