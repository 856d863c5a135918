"""The wall: which rows an actor may know of, decided in the database by row-level security.

Each room declares its tables in its `wall.py`; `build` writes columns, triggers, policies and privileges from that.
Everything here is generic: kinds of rows, scopes, grants, seals and bars, with no word of any trade.
"""
