"""What each of the family agreed to or objected to (FD 4.2)."""

from datetime import timedelta

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor
from breakwater.partnership.people.models import Person

from .episodes import KEPT, Episode

AT_MOST = timedelta(days=365)  # an agreement is asked for again after twelve months (FD 4.2)


class Agreement(models.Model):
    """What one person with parental responsibility (or a young person who understands) agreed to, or objected to (FD 4.2).

    Added, never changed: whoever says something else later gets another row, and the latest counts. `decided` is what was
    decided about an objection; `risk` what was judged of the children once agreement was withdrawn.
    """

    class Answer(models.TextChoices):
        AGREES = "AGREES", "Agrees"
        OBJECTS = "OBJECTS", "Objects"
        WITHDRAWN = "WITHDRAWN", "Has withdrawn"

    class Method(models.TextChoices):
        IN_PERSON = "IN_PERSON", "Verbally, in person"
        PHONE = "PHONE", "By telephone"
        WRITTEN = "WRITTEN", "Signed, or in writing"

    class Responsibility(models.TextChoices):
        HOLDS = "HOLDS", "Holds parental responsibility"
        YOUNG = "YOUNG", "The young person, who understands what is asked"
        NONE = "NONE", "Neither: a carer or relative"
        NOT_KNOWN = "NOT_KNOWN", "Not known yet"

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="agreements")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    relation = models.CharField(max_length=60)
    responsibility = models.CharField(
        max_length=9, choices=Responsibility, default=Responsibility.NOT_KNOWN, db_default=Responsibility.NOT_KNOWN
    )
    understands = models.CharField(
        max_length=500, blank=True, db_default="", help_text="Why a young person is thought to understand."
    )
    answer = models.CharField(max_length=9, choices=Answer)
    to_assessment = models.BooleanField(default=False)
    to_sharing = models.BooleanField(default=False)
    shared_with = models.CharField(max_length=240, blank=True)
    to_reporting = models.BooleanField(default=False)
    to_contact_after = models.BooleanField(default=False)
    method = models.CharField(max_length=9, choices=Method)
    witness = models.CharField(
        max_length=160, blank=True, db_default="", help_text="Witness, where it was said verbally."
    )
    limits_explained = models.BooleanField(default=False)
    may_have_copy = models.BooleanField(null=True, blank=True)
    no_copy_because = models.TextField(blank=True, db_default="")
    decided = models.TextField(blank=True, db_default="")
    risk = models.TextField(blank=True, db_default="")
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
            ),
            models.CheckConstraint(
                name="agreement_says_why_no_copy", condition=~Q(may_have_copy=False) | ~Q(no_copy_because="")
            ),
        ]

    @property
    def opens_help(self) -> bool:
        """They agree, and may: whoever is known to be neither a holder of parental responsibility nor the young person may not."""
        return self.answer == self.Answer.AGREES and self.responsibility != self.Responsibility.NONE

    @property
    def whose(self) -> object:
        """One key a person: their record where it is known, their name as said otherwise."""
        return self.person_id or " ".join(self.name.casefold().split())

    @property
    def asked_again_by(self):
        """The day by which they are asked again."""
        return self.given_on + AT_MOST
