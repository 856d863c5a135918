"""What rows share that somebody recorded: when and by whom, and the form they came by, which is perhaps sent twice."""

from django.db import models

from breakwater.partnership.organisations.models import Actor

MADE_BY = {"on_delete": models.PROTECT, "related_name": "+"}
MAYBE = {"null": True, "blank": True, "on_delete": models.PROTECT, "related_name": "+"}


class Recorded(models.Model):
    """Something that was recorded: when, and by whom."""

    at = models.DateTimeField()
    by = models.ForeignKey(Actor, **MADE_BY)

    class Meta:
        abstract = True


class Made(Recorded):
    """The same, of something that a form makes once; `key` is the form's."""

    key = models.UUIDField(unique=True)

    class Meta:
        abstract = True
