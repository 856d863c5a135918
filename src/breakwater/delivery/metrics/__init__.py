"""What Prometheus may know of the service: how much, how fast, how late. Never who, never a path, a number of a record or a word.

The web processes count into files of BREAKWATER_METRICS (`counting`); `./breakwater metrics` adds them up and asks the database and the
backups for the rest (`gauges`), on a port of its own, which no proxy leads to. Docs: docs/running.md.
"""
