"""What each of the family agreed to or objected to."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from .episodes import KEPT, Episode


class Agreement(models.Model):
    """What one person with parental responsibility (or a competent young person) agreed to, or objected to (FD 4.2)."""

    class Answer(models.TextChoices):
        AGREES = "AGREES", "Agrees"
        OBJECTS = "OBJECTS", "Objects"
        WITHDRAWN = "WITHDRAWN", "Has withdrawn"

    class Method(models.TextChoices):
        IN_PERSON = "IN_PERSON", "In person"
        PHONE = "PHONE", "By telephone"
        WRITTEN = "WRITTEN", "In writing"

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="agreements")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    relation = models.CharField(max_length=60)
    answer = models.CharField(max_length=9, choices=Answer)
    to_assessment = models.BooleanField(default=False)
    to_sharing = models.BooleanField(default=False)
    shared_with = models.CharField(max_length=240, blank=True)
    to_reporting = models.BooleanField(default=False)
    to_contact_after = models.BooleanField(default=False)
    method = models.CharField(max_length=9, choices=Method)
    limits_explained = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    given_on = models.DateField()
    key = models.UUIDField(unique=True, null=True, blank=True, help_text="Of the form it came by, sent perhaps twice.")
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreement_says_to_what",
                condition=~Q(answer="AGREES") | Q(to_assessment=True) | Q(to_sharing=True),
            )
        ]
