"""Which connection a model uses: the cache goes outside the request's transaction, everything else stays in it."""


class Outside:
    """Send Django's database cache to the second connection, so that a rate limit survives a request undone."""

    def db_for_read(self, model, **hints):
        return "outside" if model._meta.app_label == "django_cache" else None

    db_for_write = db_for_read

    def allow_relation(self, one, other, **hints):
        return True  # both connections reach the same database

    def allow_migrate(self, database, app_label, **hints):
        return database == "default"
