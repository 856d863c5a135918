"""procrastinate's tables: the application runs its own queue. They carry ids and codes, never who anyone is."""

from breakwater.foundation.grants.declare import Library

TABLES = [
    Library("procrastinate_jobs"),
    Library("procrastinate_events"),
    Library("procrastinate_periodic_defers"),
    Library("procrastinate_workers"),
]
