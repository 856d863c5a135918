"""Backups of an installation with the embedded database: database, files and keys apart, each an age file (docs/decisions/0014).

`places` says where everything lies, `sealing` locks and opens, `taking` makes base backups and carries the log, files and keys away each
minute, `restoring` puts all of it back as it was at a moment, `state` says how old the last one is.
"""
