"""That a person has died: on which day, how it is known, who confirmed it, and what followed at once."""

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor

from .identity import KEPT_AS_LONG_AS_THE_PERSON
from .people import Person


class _PersonHasDied(Func):
    function, output_field = "access.person_of_row_has_died", models.BooleanField()


class OfTheLiving(models.Manager):
    """Rows about a `person` who has not died: of one who has, nothing is shown, sent or asked for any more.

    `alone`: some read the row and not its person, as a school does of a pupil to come. The database says of these whether they died.
    """

    def __init__(self, *, alone: bool = False):
        super().__init__()
        self.alone = alone

    def get_queryset(self):
        living = super().get_queryset()
        if self.alone:
            return living.exclude(_PersonHasDied(Value(self.model._meta.db_table), F("pk")))
        return living.filter(~Exists(Person.objects.filter(pk=OuterRef("person"), died_on__isnull=False)))


class Death(models.Model):
    """A death as it was recorded. `Person.died_on` is the day of the one that stands: the database keeps it.

    One that was wrong is withdrawn with a reason and stays on record; a day that was wrong is withdrawn and recorded again.
    """

    class Known(models.TextChoices):
        HEALTH = "HEALTH", "A doctor, nurse, paramedic or hospital confirmed it"
        POLICE = "POLICE", "The police or the coroner’s officer told us"
        CERTIFICATE = "CERTIFICATE", "The registrar, or a death certificate"
        FAMILY = "FAMILY", "The family told us"
        AGENCY = "AGENCY", "Another agency told us"

    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="deaths")
    died_on = models.DateField()
    died_at = models.TimeField(null=True, blank=True)
    known = models.CharField(max_length=11, choices=Known)
    confirmed_by = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    contact = models.CharField(max_length=20, blank=True, help_text="Reference of the contact about living children.")
    stopped = models.JSONField(default=dict, help_text="How much of what ended at once, by what it is.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_because = models.CharField(max_length=240, blank=True)

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_AS_LONG_AS_THE_PERSON)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="death_withdrawn_by_someone_for_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because=""),
            ),
            models.CheckConstraint(name="death_says_who_confirmed_it", condition=~Q(confirmed_by="")),
        ]
