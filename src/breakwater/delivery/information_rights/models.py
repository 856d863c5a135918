"""A request of somebody's rights, what was gathered for it, what is masked in it, and what was given."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.kit.kept_file import KeptFile
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE, Made, Recorded
from breakwater.partnership.organisations.models import Area, Membership, Team
from breakwater.partnership.people.models import Person

KEEP = "Six years after the request was answered (Limitation Act 1980; an area's schedule may say otherwise)"
HANDLING = Handling(Sensitivity.SPECIAL, keep=KEEP)
GATHERED = Handling(
    Sensitivity.SPECIAL,
    keep="90 days after the answer, a day after a refusal or withdrawal, 120 days if nobody answers; that it was gathered, as long as the request",
)


class RightsRequest(Made):
    """`at` is when it was logged, `by` who logged it; `received_on` is when it came. The words of it are locked.

    `handed_user` is a colleague who handed it over; `second_user` the second person named for it, who approves what is gathered and checks
    what is masked. Their word (`approved_…`, `checked_…`) is
    written by functions of the wall alone, and holds for what was sent to be checked before it.
    """

    class Kind(models.TextChoices):
        ACCESS = "ACCESS", "Copy of what is held"
        CORRECTION = "CORRECTION", "Correct what is wrong"
        OBJECTION = "OBJECTION", "Objection, or restrict use"
        ERASURE = "ERASURE", "Erase what is held"

    class Asker(models.TextChoices):
        SELF = "SELF", "An adult, about themselves"
        CHILD = "CHILD", "A child or young person, about themselves"
        PARENT = "PARENT", "A parent or carer, about a child (and themselves)"
        FOR = "FOR", "Somebody acting for the person: a solicitor, a relative, an advocate"
        AGENCY = "AGENCY", "Police, a court or another agency"

    class Way(models.TextChoices):
        LETTER = "LETTER", "Letter"
        EMAIL = "EMAIL", "E-mail"
        PHONE = "PHONE", "Telephone"
        PERSON = "PERSON", "In person"

    class Standing(models.TextChoices):
        SELF = "SELF", "It is about themselves"
        AGREES = "AGREES", "The child understands, and agrees that this person asks"
        TOO_YOUNG = "TOO_YOUNG", "The child cannot yet exercise the right, and this is in the child’s interest"
        AUTHORITY = "AUTHORITY", "Written authority, or power of attorney, was seen"
        LAW = "LAW", "A court order or a legal power was seen"

    class Outcome(models.TextChoices):
        GIVEN = "GIVEN", "Given"
        DONE = "DONE", "Done as asked"
        PARTLY = "PARTLY", "Done in part"
        REFUSED = "REFUSED", "Refused"
        WITHDRAWN = "WITHDRAWN", "Withdrawn"

    class Correcting(models.TextChoices):
        ASKED = "ASKED", "With the team that holds the record"
        DONE = "DONE", "Corrected by the team that holds the record"
        STANDS = "STANDS", "Not corrected by the team that holds the record"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    reference = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    asker = models.CharField(max_length=6, choices=Asker)
    way = models.CharField(max_length=6, choices=Way)
    received_on = models.DateField()
    team = models.ForeignKey(Team, **MADE_BY)
    officer = models.ForeignKey(Membership, **MADE_BY)
    handed_user = models.ForeignKey(settings.AUTH_USER_MODEL, **MAYBE)
    second_user = models.ForeignKey(settings.AUTH_USER_MODEL, **MAYBE)
    asker_name = LockedText()
    about = LockedText()
    words = LockedText()
    reply_to = LockedText()
    reply_is_safe = models.BooleanField(
        default=False, help_text="Somebody asked whether anyone else reads what is sent there (SG-27)."
    )
    verified_on = models.DateField(null=True, blank=True)
    identity = LockedText(help_text="How identity was checked.")
    standing = models.CharField(max_length=9, choices=Standing, blank=True)
    competence = LockedText(help_text="Why they may ask: the child's understanding, authority seen.")
    scope = LockedText(help_text="What the search covers, where it was agreed to be less than everything.")
    extended_on = models.DateField(null=True, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    pauses = models.JSONField(default=list, blank=True, help_text="Pairs of days: asked what they mean, and answered.")
    runs_from = models.DateField(help_text="The day it came; the day of verifying where whoever asks was waited for.")
    due_on = models.DateField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey("organisations.Actor", **MAYBE)
    gathered_at = models.DateTimeField(null=True, blank=True)
    to_check_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey("organisations.Actor", **MAYBE)
    check_note = LockedText(
        null=True,
        blank=True,
        help_text="What the second person is told: the officer's note, and which keepers have not answered.",
    )
    check_found = LockedText(null=True, blank=True, help_text="Why the second person sent it back last.")
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    correcting = models.CharField(
        max_length=6, choices=Correcting, blank=True, help_text="What came of its corrections; written by the wall."
    )

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rights_ended_with_its_outcome",
                condition=Q(outcome="", ended_at=None) | (~Q(outcome="") & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["area", "due_on"], name="rights_due")]

    @property
    def paused_days(self) -> int:
        """Days waited for whoever asks since the month began; those before it was known who asks are in it already. Only of a copy
        does the month wait until they have said what they mean (UK GDPR article 12A)."""
        if self.kind != self.Kind.ACCESS:
            return 0
        waited = [(date.fromisoformat(since), date.fromisoformat(until)) for since, until in self.pauses]
        return sum(max(0, (until - max(since, self.runs_from)).days) for since, until in waited)

    def is_overdue(self, today: date) -> bool:
        """While it waits for whoever asks the clock stands."""
        return not self.ended_at and not self.paused_on and self.due_on < today

    @property
    def is_checked(self) -> bool:
        """Whether the second person approved what is masked, since it was last sent to be checked."""
        return bool(self.gathered_at and self.to_check_at and self.checked_at and self.checked_at >= self.to_check_at)

    @property
    def waits(self) -> bool:
        """Whether somebody else is to do something before its officer: whoever asks, its second person, or a team that corrects."""
        is_with_second = self.second_user_id and not self.approved_at or self.to_check_at and not self.is_checked
        return bool(self.paused_on or is_with_second or self.correcting == self.Correcting.ASKED)

    @property
    def called(self) -> str:
        """What is asked for, once somebody said so."""
        return self.get_kind_display() if self.asker else "Request to sort"

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.outcome:
            return self.get_outcome_display()
        if self.paused_on:
            return "Waiting for whoever asks"
        if not self.asker:
            return "To be sorted"
        if not self.verified_on:
            return "Identity to verify"
        if self.kind == self.Kind.ERASURE and self.second_user_id and not self.approved_at:
            return "Waiting for the second person"
        if self.correcting:
            return self.get_correcting_display()
        if self.kind != self.Kind.ACCESS:
            return "To decide"
        if not self.approved_at:
            return "Waiting for approval" if self.second_user_id else "To be approved"
        if not self.gathered_at:
            return "Gathering"
        if self.is_checked:
            return "Ready to give"
        return "To be checked" if self.to_check_at else "To redact"


class RightsStep(Recorded):
    """Something done about a request, in words: told in time, clarified, refused on a ground, given."""

    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="steps")
    team = models.ForeignKey(Team, **MADE_BY)
    what = models.CharField(max_length=60)
    words = LockedText()

    handling = HANDLING


class RightsSubject(models.Model):
    """A record that a request is about, as the second person said who reads it. Written by a function of the wall alone."""

    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="subjects")
    team = models.ForeignKey(Team, **MADE_BY)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "person"], name="rights_subject_once")]


class GatheredItem(models.Model):
    """A row of a table, or a part of it that is decided apart, as it was when it was gathered. `facts` is JSON: a list of [label, words]."""

    public_id = PublicIdField()
    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="items")
    team = models.ForeignKey(Team, **MADE_BY)
    second_user = models.ForeignKey(settings.AUTH_USER_MODEL, **MAYBE)
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=63, help_text="The table, or the compartment whose keeper added it.")
    row = models.BigIntegerField(null=True, blank=True)
    heading = LockedText(
        null=True, blank=True, help_text="Under what the copy has it: a case, the person, or the record as it is kept."
    )
    title = LockedText(
        null=True, blank=True, help_text="What a part of a form is called; empty where it is called as its table is."
    )
    facts = LockedText()

    handling = GATHERED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "number"], name="rights_item_numbered")]


class Ground(models.TextChoices):
    """Why something is masked. Each is an exemption by the UK GDPR or the Data Protection Act 2018; `records.py` has what each says."""

    THIRD_PARTY = "THIRD_PARTY", "Somebody else’s information"
    SOURCE = "SOURCE", "Who gave information in confidence"
    REFUGE = "REFUGE", "Would show where somebody at risk lives"
    HARM = "HARM", "Likely to cause serious harm"
    ABUSE = "ABUSE", "Child abuse data, not in the child’s interest to disclose"
    CRIME = "CRIME", "Would harm preventing or detecting crime"
    LEGAL = "LEGAL", "Legal advice or proceedings"
    COURT = "COURT", "Adoption, court or special guardianship record"
    OUTSIDE = "OUTSIDE", "Not about the person, or outside what was asked"


class Mark(models.Model):
    """Words masked wherever they occur in what was gathered, or in one item; without words, the whole item.

    One that was proposed masks until the officer takes it off. Whoever is protected is masked in the words themselves, before anybody reads them
    (SG-13, SG-18).
    """

    public_id = PublicIdField()
    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="marks")
    team = models.ForeignKey(Team, **MADE_BY)
    second_user = models.ForeignKey(settings.AUTH_USER_MODEL, **MAYBE)
    item = models.ForeignKey(GatheredItem, null=True, blank=True, on_delete=models.CASCADE, related_name="marks")
    words = LockedText()
    ground = models.CharField(max_length=11, choices=Ground)
    whose = LockedText(help_text="Whose it is, for whoever decides.")
    opinion = LockedText(help_text="Whose opinion was taken, for serious harm.")
    off_at = models.DateTimeField(null=True, blank=True)
    off_because = LockedText(null=True, blank=True, help_text="Why it is given after all.")
    at = models.DateTimeField()
    by = models.ForeignKey("organisations.Actor", **MADE_BY)

    handling = GATHERED


class KeeperAsked(models.Model):
    """A compartment whose keeper is asked, of every request alike, whether anything may be given: that one is asked says nothing (SG-12)."""

    class Keeper(models.TextChoices):
        PREVENT = "prevent", "Prevent team"
        LADO = "lado", "Designated officers (LADO)"
        DEATHS = "child_death_review", "Child death review"
        INCIDENTS = "incidents", "Serious incidents"
        RESTRICTED = "front_door", "Restricted records and sealed items"

    public_id = PublicIdField()
    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="asked")
    team = models.ForeignKey(Team, **MADE_BY)
    keeper = models.CharField(max_length=18, choices=Keeper)
    keeper_team = models.ForeignKey(Team, **MADE_BY)
    reference = models.CharField(max_length=16)
    about = LockedText()
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("organisations.Actor", **MAYBE)
    given = LockedText(help_text="What may be given, in the keeper's words; empty where nothing is added.")

    handling = Handling(
        Sensitivity.SPECIAL,
        keep="What may be given: as long as the copy. That they were asked and answered: as long as the request",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "keeper"], name="keeper_asked_once")]


class Package(KeptFile):
    """What was given, and how it went. What was handed over was locked with a passphrase that is kept nowhere, with the data attached, or printed."""

    SAVED_WITH_THE_FILE = ("deleted_at",)

    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="packages")
    team = models.ForeignKey(Team, **MADE_BY)
    stored_kind = models.CharField(max_length=4, default="pdf")
    how = models.CharField(max_length=6, choices=RightsRequest.Way)
    pages = models.PositiveIntegerField()
    masked = models.PositiveIntegerField()

    handling = GATHERED

    @property
    def name(self) -> str:
        return f"{self.request.reference}.pdf"


class Correction(Made):
    """A gathered row that says something wrong, for the team that holds the record to correct; `path` is where their work on it begins.

    `at` is when it was asked, `by` the officer who asked. The wall says which team holds a row, and lets that team alone answer.
    """

    class Outcome(models.TextChoices):
        CORRECTED = "CORRECTED", "It is corrected"
        STANDS = "STANDS", "It is right as it stands"
        NOT_OURS = "NOT_OURS", "We cannot correct it: it is not our record"

    public_id = PublicIdField()
    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="corrections")
    team = models.ForeignKey(Team, **MADE_BY)
    holder = models.ForeignKey(Team, **MADE_BY)
    reference = models.CharField(max_length=16)
    source = models.CharField(max_length=63)
    row = models.BigIntegerField()
    title = models.CharField(max_length=120, help_text="The kind of row; nothing of what it says.")
    path = models.CharField(max_length=80)
    words = LockedText(help_text="What is wrong, and what it should say.")
    due_on = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("organisations.Actor", **MAYBE)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    said = LockedText(help_text="What was corrected, or why it stands.")

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rights_correction_answered_whole",
                condition=Q(outcome="", answered_at=None, answered_by=None)
                | ~Q(outcome="") & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]


class AgencyToTell(models.Model):
    """An agency that the gathered rows say it was shared with, and whether it was told of what was corrected (UK GDPR article 19)."""

    class Said(models.TextChoices):
        TOLD = "TOLD", "Told"
        NOT_SENT = "NOT_SENT", "Was not sent what was wrong"

    public_id = PublicIdField()
    request = models.ForeignKey(RightsRequest, on_delete=models.CASCADE, related_name="agencies")
    team = models.ForeignKey(Team, **MADE_BY)
    name = models.CharField(max_length=200)
    records = LockedText(help_text="The kinds of record that name it.")
    said = models.CharField(max_length=8, choices=Said, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    said_by = models.ForeignKey("organisations.Actor", **MAYBE)

    handling = HANDLING

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "name"], name="rights_agency_once"),
            models.CheckConstraint(
                name="rights_agency_told_by_somebody",
                condition=Q(said="", said_at=None, said_by=None)
                | ~Q(said="") & Q(said_at__isnull=False, said_by__isnull=False),
            ),
        ]
