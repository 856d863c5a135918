"""Pages of audit rounds."""

from . import findings, members, rounds

# Addresses that are words come before those that are a round's.
VIEWS = (rounds.Rounds, rounds.NewRound, *findings.VIEWS, *members.VIEWS, *rounds.VIEWS[2:])
