"""The open interface for organisations' own systems: contacts and rolls in, what became of them and what is public out (docs/api.md).

A system acts by a key as an actor of its own, for one team, behind the same wall as people (decision 0017). Beneath stand the rooms'
own operations: no rule of a form or of a roll is said here again.
"""
