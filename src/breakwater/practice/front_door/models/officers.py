"""What the designated officers do about an allegation: who in the employer may know, and each step until it is closed."""

from django.db import models
from django.db.models import Q

from breakwater.casework.models import Case
from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor

from .compartments import KEPT_AS_AN_ALLEGATION


class EmployerPost(models.TextChoices):
    """Who in the employer may be told (KCSIE part four): never the person it is about."""

    HEAD = "HEAD", "Head teacher, principal or person in charge"
    CHAIR = "CHAIR", "Chair of governors or trustees"
    TRUST = "TRUST", "Trust: chief executive or safeguarding lead"
    OWNER = "OWNER", "Owner or registered provider"
    HR = "HR", "Human resources adviser, at the LADO's request"
    OTHER = "OTHER", "Someone else"


class EmployerPerson(models.Model):
    """Someone of the employer whom a designated officer lets know, why, and when and how the officer told them (SG-11).

    Being named gives no sight of anything here: they are told by the officer alone.
    """

    Post = EmployerPost

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="may_know")
    name = models.CharField(max_length=120)
    post = models.CharField(max_length=5, choices=EmployerPost)
    reached_at = models.CharField(max_length=120, blank=True, help_text="How to reach them without others hearing.")
    because = models.TextField(help_text="Why this person, and no other.")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    told_words = models.TextField(blank=True, help_text="What they were told, and what was agreed.")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_AS_AN_ALLEGATION)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="employer_told_by_someone_in_words",
                condition=Q(told_at=None, told_by=None, told_words="")
                | Q(told_at__isnull=False, told_by__isnull=False) & ~Q(told_words=""),
            ),
            models.UniqueConstraint(fields=["case", "name", "post"], name="may_know_named_once"),
        ]


class StepKind(models.TextChoices):
    """What an officer records on the way."""

    SAFETY = "SAFETY", "Children's immediate safety"
    MEETING = "MEETING", "Meeting"
    DBS = "DBS", "Referral to the Disclosure and Barring Service (DBS)"
    TRA = "TRA", "Referral to the Teaching Regulation Agency (TRA)"
    POLICE = "POLICE", "Police"
    SOCIAL_CARE = "SOCIAL", "Children's social care"
    OTHER = "OTHER", "Other regulator or body"


class OfficerStep(models.Model):
    """One thing done about an allegation: when, with whom, what was decided. Added, never changed."""

    Kind = StepKind
    REFERRALS = (StepKind.DBS, StepKind.TRA, StepKind.POLICE, StepKind.SOCIAL_CARE, StepKind.OTHER)

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="officer_steps")
    kind = models.CharField(max_length=7, choices=StepKind)
    happened_on = models.DateField()
    is_made = models.BooleanField(default=True, help_text="Of a referral: made, or considered and not made.")
    people = models.CharField(max_length=500, blank=True, help_text="Who was present or spoken to.")
    words = models.TextField()
    reference = models.CharField(max_length=60, blank=True, help_text="The other body's own.")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_AS_AN_ALLEGATION, fields={"reference": Sensitivity.INTERNAL})

    class Meta:
        constraints = [models.CheckConstraint(name="officer_step_in_words", condition=~Q(words=""))]
