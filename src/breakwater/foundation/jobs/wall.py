"""Who may touch procrastinate's tables: the application runs its own queue. Nothing in them says who anyone is."""

TABLES = [
    {
        "table": "procrastinate_jobs",
        "category": "library",
        "app": {"insert": "*", "select": "*", "update": "*", "delete": True},
    },
    {
        "table": "procrastinate_events",
        "category": "library",
        "app": {"insert": "*", "select": "*", "update": "*", "delete": True},
    },
    {
        "table": "procrastinate_periodic_defers",
        "category": "library",
        "app": {"insert": "*", "select": "*", "update": "*", "delete": True},
    },
    {
        "table": "procrastinate_workers",
        "category": "library",
        "app": {"insert": "*", "select": "*", "update": "*", "delete": True},
    },
]
