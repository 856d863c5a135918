"""What children's social care knows, as its own system's list says: by file, with its age (SG-07)."""

from django.db import models
from django.db.models import Q

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.kit.kept_file import KeptFile
from breakwater.partnership.organisations.models import Actor, Area
from breakwater.partnership.people.models import NamedInAFile, Person


class SocialCareFile(KeptFile):
    """A list that came in: when it was drawn, what was in it, what became of it. The file itself goes after 30 days (SG-29)."""

    class State(models.TextChoices):
        WAITING = "WAITING", "Read, not taken in yet"
        TAKEN_IN = "TAKEN_IN", "Taken in"
        DROPPED = "DROPPED", "Not taken in"

    stored_kind = "csv"

    name = models.CharField(max_length=120)
    as_at = models.DateTimeField(help_text="When social care drew it from its own system.")
    rows = models.PositiveIntegerField()
    counts = models.JSONField(default=dict, help_text="new, changed, same, gone, matched, queued.")
    faults = models.JSONField(default=list, help_text="[line, what is wrong], never a value of a row.")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)

    handling = Handling(
        Sensitivity.INTERNAL,
        keep="The file is deleted after 30 days; the entry is kept 6 years",
        fields={"stored_as": Sensitivity.SECRET},
    )

    class Meta:
        indexes = [models.Index(fields=["area", "-as_at"], name="social_care_file_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "digest"], condition=Q(state="TAKEN_IN"), name="social_care_file_once"
            )
        ]


class SocialCareChild(NamedInAFile):
    """One child as social care's list has them: status, since when, worker. `person` is whom we know them as, if settled.

    Tied to a person only on an exact, checked identifier with agreeing name and birth, or by a person's decision (SG-15).
    No row is ever deleted by a list: one that is no longer on it has `left_at`. The wall hides the row of a restricted
    person; a list changes it blind, so that there is never a second one (SG-13).
    """

    class Status(models.TextChoices):
        CIN = "CIN", "Child in need"
        CP = "CP", "Child protection plan"
        CLA = "CLA", "Child looked after (CLA)"
        CARE_LEAVER = "CARE_LEAVER", "Care leaver"
        CLOSED = "CLOSED", "Known, closed"

    class Settled(models.TextChoices):
        EXACT = "EXACT", "Exact number, name and birth agree"
        BY_PERSON = "BY_PERSON", "A person decided"
        NOBODY = "NOBODY", "A person decided: nobody we know"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    their_id = models.CharField(max_length=40)
    status = models.CharField(max_length=11, choices=Status)
    since = models.DateField(null=True, blank=True)
    worker = models.CharField(max_length=120, blank=True)
    team = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="known_to_social_care"
    )
    settled = models.CharField(max_length=9, choices=Settled, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    seen_at = models.DateTimeField(help_text="When the newest list that had this row was drawn.")
    left_at = models.DateTimeField(null=True, blank=True, help_text="When the first list without it was drawn.")

    handling = Handling(
        Sensitivity.SPECIAL, keep="Kept while the list has it, and a year after; then as long as the person is kept"
    )

    class Meta:
        indexes = [
            models.Index(fields=["area", "surname", "born_on"], condition=Q(left_at=None), name="social_care_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["area", "their_id"], name="social_care_their_id_once"),
            models.CheckConstraint(
                name="social_care_child_settled_whole",
                condition=Q(settled="", person=None)
                | Q(settled="NOBODY", person=None)
                | Q(settled__in=["EXACT", "BY_PERSON"], person__isnull=False),
            ),
        ]

    OPEN = (Status.CIN, Status.CP, Status.CLA)

    @property
    def is_open(self) -> bool:
        return self.left_at is None and self.status in self.OPEN

    @property
    def said(self) -> str:
        """ "Child protection plan since 3 November 2026. Worker: A. Worker, North team, 01632 960001"."""
        since = f" since {date_in_words(self.since)}" if self.since else ""
        whom = ", ".join(filter(None, (self.worker, self.team, self.phone)))
        return f"{self.get_status_display()}{since}." + (f" Worker: {whom}" if whom else " No worker is named")
