"""Who asked for bulletins by e-mail: an address, what of, how often. No account, no name, and nothing of what they open."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Area

from .. import languages


class Topic(models.TextChoices):
    """What a bulletin is about; each has its own archive, feed and numbers (PL 3.1)."""

    PARTNERSHIP = "partnership", "Partnership bulletin"
    SCHOOLS = "schools", "Bulletin for safeguarding leads in schools"
    PREVENT = "prevent", "Prevent and Orpheus bulletin"
    POLICE = "police", "Police newsletter for schools"
    FAMILIES = "families", "For parents and carers"
    ALERTS = "alerts", "Urgent alerts"


class Frequency(models.TextChoices):
    EACH = "each", "Each as it comes out"
    WEEKLY = "weekly", "Once a week, on Monday"
    MONTHLY = "monthly", "Once a month, on the first"


def topics():
    return ArrayField(models.CharField(max_length=12, choices=Topic))


def chapters():
    """Chapters of manuals, by their public ids, that the reader follows in the area."""
    return ArrayField(models.CharField(max_length=40), default=list, blank=True, db_default=[])


def language():
    return models.CharField(max_length=2, default=languages.ENGLISH, db_default=languages.ENGLISH)


class Asked(models.Model):
    """Somebody typed this address into the form. Nothing is sent to it but one question, and without an answer it goes."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField()
    topics = topics()
    chapters = chapters()
    frequency = models.CharField(max_length=7, choices=Frequency)
    language = language()
    asked_at = models.DateTimeField()

    handling = Handling(
        Sensitivity.PERSONAL,
        keep="Deleted when it is answered, and after three days in any case",
        fields={"email": Sensitivity.PERSONAL},
    )

    class Meta:
        indexes = [models.Index(Lower("email"), "asked_at", name="asked_of_an_address")]


class Subscriber(models.Model):
    """An address whose reader said yes. Leaving deletes it."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="subscribers")
    email = models.EmailField()
    topics = topics()
    chapters = chapters()
    frequency = models.CharField(max_length=7, choices=Frequency)
    language = language()
    confirmed_at = models.DateTimeField()

    handling = Handling(
        Sensitivity.PERSONAL,
        keep="Kept until the reader leaves, or three messages in a row cannot be delivered",
        fields={"email": Sensitivity.PERSONAL},
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), "area", name="one_subscription_an_address"),
            models.CheckConstraint(name="subscriber_wants_something", condition=~Q(topics=[]) | ~Q(chapters=[])),
        ]
