"""The review of a serious incident, from the partners' decision to what is published of it (PL 6.5, 6.8).

Everything hangs from the incident and is read by those named on it. What is published leaves as text alone.
"""

import hashlib
from typing import Self

from django.db import models
from django.db.models import Q

from breakwater.foundation.models import PublicIdField
from breakwater.foundation.storage.locked_text import LockedText
from breakwater.partnership.kit.recorded import Recorded
from breakwater.partnership.organisations.models import Actor, User

from .incidents import HANDLING, Member, SeriousIncident

REMINDED = "The number of the last reminder of its day."
BY = {"on_delete": models.PROTECT, "related_name": "+"}


class LocalReview(models.Model):
    """What the partners decided to review, who reviews it, and how. `due_on` is six months on and is never moved."""

    class Kind(models.TextChoices):
        LCSPR = "LCSPR", "Local child safeguarding practice review"
        LEARNING = "LEARNING", "Learning review"
        SINGLE = "SINGLE", "Single-agency review"
        APPRECIATIVE = "APPRECIATIVE", "Appreciative inquiry"
        AUDIT = "AUDIT", "Multi-agency audit"

    class Method(models.TextChoices):
        SYSTEMS = "SYSTEMS", "Systems approach"
        APPRECIATIVE = "APPRECIATIVE", "Appreciative inquiry"
        ROOT_CAUSE = "ROOT_CAUSE", "Root cause analysis"
        OTHER = "OTHER", "Another approach"

    public_id = PublicIdField()
    incident = models.OneToOneField(SeriousIncident, on_delete=models.CASCADE, related_name="review")
    kind = models.CharField(max_length=12, choices=Kind)
    decided_on = models.DateField()
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Actor, **BY)
    reviewer = LockedText(blank=True)
    independence = LockedText(blank=True, help_text="How it is known that the reviewer has no part in the case.")
    method = models.CharField(max_length=12, choices=Method, blank=True)
    method_words = models.CharField(max_length=300, blank=True)
    terms = LockedText(blank=True)
    scope = LockedText(blank=True)
    scope_from = models.DateField(null=True, blank=True)
    scope_until = models.DateField(null=True, blank=True)
    panel = LockedText(blank=True, help_text="The members of the panel, a line each.")
    commissioned_at = models.DateTimeField(null=True, blank=True)
    commissioned_by = models.ForeignKey(Actor, null=True, blank=True, **BY)
    revision = models.PositiveIntegerField(default=1, help_text="Of the commission.")
    reminded = models.PositiveSmallIntegerField(default=0, help_text=REMINDED)
    told_on = models.DateField(
        null=True,
        blank=True,
        help_text="The national panel, Ofsted and the department know the decision and the reviewer.",
    )

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_is_commissioned_whole",
                condition=Q(commissioned_at=None, commissioned_by=None, method="")
                | Q(commissioned_at__isnull=False, commissioned_by__isnull=False) & ~Q(method=""),
            ),
            models.CheckConstraint(
                name="scope_of_review_ends_after_it_starts",
                condition=Q(scope_from=None) | Q(scope_until=None) | Q(scope_until__gte=models.F("scope_from")),
            ),
        ]

    def parts_of(self, user_id: int) -> set[str]:
        """In which parts a human is named on its incident now."""
        return self.incident.parts_of(user_id)


class Delay(Recorded):
    """Publication waits: why, and who was told. The six months go on (PL 6.9)."""

    class Reason(models.TextChoices):
        TRIAL = "TRIAL", "Criminal proceedings"
        INQUEST = "INQUEST", "Inquest"
        FAMILY_COURT = "FAMILY_COURT", "Family proceedings"
        OTHER_REVIEW = "OTHER_REVIEW", "Another statutory review"
        OTHER = "OTHER", "Another reason"

    public_id = PublicIdField()
    review = models.ForeignKey(LocalReview, on_delete=models.CASCADE, related_name="delays")
    reason = models.CharField(max_length=12, choices=Reason)
    words = LockedText()
    expected_on = models.DateField(null=True, blank=True)
    told_panel_on = models.DateField()
    told_secretary_on = models.DateField()
    told_others = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_by = models.ForeignKey(Actor, null=True, blank=True, **BY)

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_delay_ends_by_somebody",
                condition=Q(ended_on=None, ended_by=None) | Q(ended_on__isnull=False, ended_by__isnull=False),
            )
        ]


class Proceeding(Recorded):
    """Something else that looks at the same events, and what it asks of the review."""

    class Kind(models.TextChoices):
        POLICE = "POLICE", "Police investigation or trial"
        CORONER = "CORONER", "Coroner"
        FAMILY_COURT = "FAMILY_COURT", "Care or other family proceedings"
        DOMESTIC = "DOMESTIC", "Domestic abuse-related death review"
        HOMICIDE = "HOMICIDE", "Mental health homicide review"
        PATIENT = "PATIENT", "NHS patient safety investigation"
        ALLEGATION = "ALLEGATION", "Allegation against someone who works with children (LADO)"
        CHILD_DEATH = "CHILD_DEATH", "Child death review"
        OTHER = "OTHER", "Other"

    public_id = PublicIdField()
    review = models.ForeignKey(LocalReview, on_delete=models.CASCADE, related_name="proceedings")
    kind = models.CharField(max_length=12, choices=Kind)
    ended_on = models.DateField(null=True, blank=True)

    handling = HANDLING


class ProceedingEntry(Recorded):
    """A line of its log: who was spoken to, what may not be done or said until when, and the next date."""

    proceeding = models.ForeignKey(Proceeding, on_delete=models.CASCADE, related_name="entries")
    on = models.DateField()
    contact = LockedText()
    words = LockedText()
    restriction = LockedText(blank=True)
    next_on = models.DateField(null=True, blank=True)

    handling = HANDLING


class FamilyMember(Recorded):
    """Somebody of the family, and how the review involves them. Their consent is not asked; their view matters."""

    class Wish(models.TextChoices):
        TAKES_PART = "TAKES_PART", "Takes part"
        LATER = "LATER", "Wants to be asked again later"
        DECLINES = "DECLINES", "Does not want to take part"
        NO_ANSWER = "NO_ANSWER", "Did not answer"

    class Unreached(models.TextChoices):
        CANNOT = "CANNOT", "Cannot be reached"
        MUST_NOT = "MUST_NOT", "Must not be approached"

    public_id = PublicIdField()
    review = models.ForeignKey(LocalReview, on_delete=models.CASCADE, related_name="family")
    called = LockedText()
    relation = models.CharField(max_length=80)
    told_on = models.DateField(null=True, blank=True, help_text="That there is a review.")
    offered = LockedText(blank=True, help_text="What involvement was offered, and how.")
    offered_on = models.DateField(null=True, blank=True)
    wish = models.CharField(max_length=10, choices=Wish, blank=True)
    supporter = LockedText(blank=True)
    reading_offered_on = models.DateField(null=True, blank=True)
    read_on = models.DateField(null=True, blank=True)
    read_draft = models.PositiveSmallIntegerField(null=True, blank=True, help_text="The number of the draft they read.")
    date_told_on = models.DateField(null=True, blank=True, help_text="The day of publication.")
    unreached = models.CharField(max_length=8, choices=Unreached, blank=True)
    unreached_why = LockedText(blank=True)
    revision = models.PositiveIntegerField(default=1)

    handling = HANDLING


class ReportVersion(models.Model):
    """A draft, by its number, as a file: encrypted, scanned, given out in numbered copies alone. `settled_at`: it is put to the partners."""

    public_id = PublicIdField()
    review = models.ForeignKey(LocalReview, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=300, blank=True)
    title = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    kind = models.CharField(max_length=5)
    size = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=120)
    key_id = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=12)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Actor, **BY)
    key = models.UUIDField(unique=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="number_of_a_draft_once")]


class Copies(models.QuerySet):
    def unanswered(self) -> Self:
        """Fact-checks that nobody answered, and without which nobody decided to go on."""
        return self.filter(answer_by__isnull=False, answered_on=None, without_on=None).order_by("number")


class ReportCopy(Recorded):
    """A numbered copy of a draft: whose it is, why they have it, and what they answered."""

    class Why(models.TextChoices):
        AGENCY = "AGENCY", "Fact-check by an agency"
        FAMILY = "FAMILY", "Reading by the family"
        PRACTITIONER = "PRACTITIONER", "Reading by practitioners"
        PARTNER = "PARTNER", "A safeguarding partner"
        LEGAL = "LEGAL", "Legal advice"
        NATIONAL = "NATIONAL", "Notice before publication"
        OTHER = "OTHER", "Another reason"

    public_id = PublicIdField()
    version = models.ForeignKey(ReportVersion, on_delete=models.CASCADE, related_name="copies")
    review = models.ForeignKey(LocalReview, on_delete=models.CASCADE, related_name="copies")
    number = models.PositiveSmallIntegerField()
    holder = LockedText()
    why = models.CharField(max_length=12, choices=Why)
    family = models.ForeignKey(FamilyMember, null=True, blank=True, on_delete=models.PROTECT, related_name="copies")
    given_on = models.DateField()
    answer_by = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answer = LockedText(blank=True)
    changed = LockedText(blank=True, help_text="What was changed for it, or why nothing was.")
    without_on = models.DateField(null=True, blank=True)
    without_why = LockedText(
        blank=True, null=True, help_text="Why the review goes on without an answer, and who says so."
    )
    back_on = models.DateField(null=True, blank=True, help_text="Given back or destroyed.")
    reminded = models.PositiveSmallIntegerField(default=0, help_text=REMINDED)

    objects = Copies.as_manager()
    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="number_of_a_copy_once")]


class PartnerDecision(Recorded):
    """One of the three partners signs: the report, or that somebody of the family is not involved. Three partners are three people."""

    class About(models.TextChoices):
        REPORT = "REPORT", "The report"
        FAMILY = "FAMILY", "Somebody of the family who is not involved"

    review = models.ForeignKey(LocalReview, on_delete=models.CASCADE, related_name="partner_decisions")
    about = models.CharField(max_length=6, choices=About)
    version = models.ForeignKey(ReportVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="signed")
    family = models.ForeignKey(FamilyMember, null=True, blank=True, on_delete=models.CASCADE, related_name="decided")
    partner = models.CharField(max_length=9, choices=Member.Partner)
    user = models.ForeignKey(User, **BY)
    named = models.CharField(max_length=200)

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_partner_signs_one_thing",
                condition=Q(about="REPORT", version__isnull=False, family=None)
                | Q(about="FAMILY", version=None, family__isnull=False),
            ),
            *(
                models.UniqueConstraint(fields=[thing, who], name=f"{thing}_signed_once_by_a_{who}")
                for thing in ("version", "family")
                for who in ("partner", "user")
            ),
        ]


class Publication(models.Model):
    """What is to be published, as text, and what must stand before it is. `digest` is of the words: what was checked of others is not of these."""

    class Form(models.TextChoices):
        REPORT = "REPORT", "The report"
        IMPROVEMENTS = "IMPROVEMENTS", "The improvements to be made, instead of the report"

    public_id = PublicIdField()
    review = models.OneToOneField(LocalReview, on_delete=models.CASCADE, related_name="publication")
    form = models.CharField(max_length=12, choices=Form)
    instead_why = LockedText(blank=True, help_text="Why the report itself cannot be published.")
    title = LockedText()
    text = LockedText()
    helpline = LockedText(blank=True)
    spokespeople = LockedText(blank=True)
    media_plan = LockedText(blank=True)
    embargo_until = models.DateTimeField(null=True, blank=True)
    planned_on = models.DateField()
    revision = models.PositiveIntegerField(default=1)
    words_at = models.DateTimeField(null=True, blank=True, help_text="Since when the words are these.")
    unsigned_digest = models.CharField(
        max_length=64,
        blank=True,
        db_default="",
        help_text="Of the words and the draft between which a difference is meant.",
    )
    unsigned_why = LockedText(blank=True, null=True)
    unsigned_named = models.CharField(max_length=200, blank=True, db_default="", help_text="Who said why.")
    legal_digest = models.CharField(max_length=64, blank=True)
    legal_words = LockedText(blank=True)
    legal_adviser = LockedText(blank=True)
    legal_on = models.DateField(null=True, blank=True)
    legal_by = models.ForeignKey(Actor, null=True, blank=True, **BY)
    practitioners_on = models.DateField(null=True, blank=True)
    practitioners_words = LockedText(blank=True)
    practitioners_draft = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The number of the draft they saw."
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Actor, null=True, blank=True, **BY)
    published_as = models.CharField(max_length=24, blank=True, help_text="The public id of the published review.")
    removal_review_on = models.DateField(null=True, blank=True)
    reminded = models.PositiveSmallIntegerField(default=0, help_text=REMINDED)
    lodged_on = models.DateField(null=True, blank=True, help_text="With the national case review repository.")

    handling = HANDLING

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="published_by_somebody_for_a_year",
                condition=Q(published_at=None, published_by=None, removal_review_on=None)
                | Q(published_at__isnull=False, published_by__isnull=False, removal_review_on__isnull=False),
            )
        ]

    @property
    def digest(self) -> str:
        """Of every word that would be read."""
        return _digest(self.form, self.title, self.text, self.helpline)

    def digest_beside(self, version: ReportVersion) -> str:
        """Of these words together with a draft of the report: a difference between the two was meant of no others."""
        return _digest(self.digest, version.digest)


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


class Notice(Recorded):
    """The copy sent before publication, to one of the three who must have it seven working days before."""

    class To(models.TextChoices):
        PANEL = "PANEL", "National panel"
        SECRETARY = "SECRETARY", "Secretary of State"
        OFSTED = "OFSTED", "Ofsted"

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="notices")
    to = models.CharField(max_length=9, choices=To)
    sent_on = models.DateField()
    digest = models.CharField(max_length=64)

    handling = HANDLING


class NameToAvoid(Recorded):
    """A name, place or number that no record holds and that must not be read: a general practice, a nickname, a dog."""

    class Kind(models.TextChoices):
        PERSON = "PERSON", "A person"
        BODY = "BODY", "A school, a practice or another organisation"
        STREET = "STREET", "A street or a place"
        NUMBER = "NUMBER", "A number"
        DAY = "DAY", "A date"

    review = models.ForeignKey(LocalReview, on_delete=models.CASCADE, related_name="names_to_avoid")
    kind = models.CharField(max_length=6, choices=Kind)
    words = LockedText()
    what = models.CharField(max_length=120)

    handling = HANDLING


class AnonymityScan(Recorded):
    """What a scan of the words to be published, and of the report that the partners signed, found. `hits` are kept as JSON, locked."""

    public_id = PublicIdField()
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="scans")
    version = models.ForeignKey(ReportVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="scans")
    digest = models.CharField(max_length=64)
    terms = models.PositiveIntegerField(help_text="How many names, places, numbers and days were looked for.")
    looked_for = models.CharField(
        max_length=64, help_text="A digest of them: a name that is learnt later is looked for in another scan."
    )
    hits = LockedText(blank=True)

    handling = HANDLING


class ScanAnswer(Recorded):
    """Why one thing that a scan found may stay: it gives nobody away."""

    scan = models.ForeignKey(AnonymityScan, on_delete=models.CASCADE, related_name="answers")
    hit = models.CharField(max_length=64)
    why = LockedText()

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scan", "hit"], name="a_hit_answered_once")]


class AnonymityCheck(Recorded):
    """One of the two people who looked for what no list knows: a rare combination, a quote, a face."""

    scan = models.ForeignKey(AnonymityScan, on_delete=models.CASCADE, related_name="checks")
    user = models.ForeignKey(User, **BY)
    named = models.CharField(max_length=200)
    words = LockedText()

    handling = HANDLING

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scan", "user"], name="two_people_check_a_scan")]
