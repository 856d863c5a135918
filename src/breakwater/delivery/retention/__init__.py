"""How long what is recorded is kept: the schedule, what falls due, holds, disposal in batches that two people agree, and erasure.

UK GDPR article 5(1)(e) and the schedules of councils are behind it (docs/retention.md); the owner's command deletes, nobody's role does
(decision 0016). Beside it: export, backups.
"""
