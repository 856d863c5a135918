"""The MASH board, a team's caseload, and who has what."""
