"""One fortnight of an area: what its lists were made from, and what was withheld from them until a person decides."""

from datetime import date, datetime, time

from django.db import models
from django.db.models import Q

from breakwater.foundation.dates.london_time import to_london
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Area, Team
from breakwater.partnership.people.models import Person

KEPT = "Kept for the school year and one more, and while what was agreed in a call is to be done (FD 7.3)"


def day_or_moment(at: datetime | None) -> date | datetime | None:
    """A file that says a day alone is kept as its midnight: then nobody is shown an hour."""
    here = to_london(at) if at else None
    return here.date() if here and here.time() == time(0) else at


class Fortnight(models.Model):
    """The lists of all schools for one release day. `lists_on` is the day whose rolls and facts they show.

    `making` counts how often lists were made for it: each list keeps the number of its own, and with it what its sources said.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="fortnights")
    period = models.DateField(help_text="The day the lists are to be released.")
    lists_on = models.DateField()
    is_before_holiday = models.BooleanField(default=False)
    built_at = models.DateTimeField()
    making = models.PositiveSmallIntegerField(default=1)

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "period"], name="fortnight_once")]


class SourceStateQuerySet(models.QuerySet):
    def behind(self, school_list):
        """What a list was made from, as it stood then: a later making changes nothing of it."""
        return self.filter(fortnight=school_list.fortnight_id, making=school_list.making).order_by("pk")


class SourceState(models.Model):
    """How one source stood when the lists were made: fresh, late (used as at its day), failed (carried over) or never there."""

    class State(models.TextChoices):
        FRESH = "FRESH", "Up to date"
        LATE = "LATE", "Late: as it stood then"
        FAILED = "FAILED", "Could not be read: carried over from the last list"
        NEVER = "NEVER", "Nothing has come in yet"

    fortnight = models.ForeignKey(Fortnight, on_delete=models.CASCADE, related_name="sources")
    making = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    state = models.CharField(max_length=6, choices=State)
    as_at = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    owner_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    covers = models.JSONField(default=list, help_text="The areas whose children it speaks of.")
    codes = models.JSONField(default=list)
    unsure = models.PositiveIntegerField(default=0)
    review = models.CharField(max_length=120, blank=True)

    objects = SourceStateQuerySet.as_manager()
    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fortnight", "making", "key"], name="source_once_a_making")]

    @property
    def is_fresh(self) -> bool:
        return self.state == self.State.FRESH

    @property
    def as_at_said(self) -> date | datetime | None:
        """The moment, or the day alone where the source said no more than a day."""
        return day_or_moment(self.as_at)


class Held(models.Model):
    """Someone a source names who is on no list because something is unsure: the queue of the co-ordinators, never a school's."""

    class Why(models.TextChoices):
        NOT_VERIFIED = "NOT_VERIFIED", "The place at the school is not confirmed yet"
        TWO_PLACES = "TWO_PLACES", "Two schools say that the pupil is theirs alone"
        SAID_GONE = "SAID_GONE", "The school says that the pupil is not on its roll"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    fortnight = models.ForeignKey(Fortnight, on_delete=models.CASCADE, related_name="held")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    school_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    link_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=12, choices=Why)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_words = models.CharField(max_length=240, blank=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fortnight", "person", "school_team"], name="held_once"),
            models.CheckConstraint(
                name="held_settled_with_words", condition=Q(settled_at=None, settled_words="") | ~Q(settled_words="")
            ),
        ]
