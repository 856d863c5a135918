"""The critical friend's log: what was advised, to whom, why, whether it was followed and what came of it (FD 4.1)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from breakwater.casework.models import Case
from breakwater.casework.thresholds.models import Level
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Organisation, Team


class Theme(models.TextChoices):
    """What advice was about: what training on thresholds is made of."""

    LEVELS = "LEVELS", "Levels of need"
    AGREEMENT = "AGREEMENT", "Agreement and sharing"
    ASSESSMENT = "ASSESSMENT", "Assessment"
    MEETINGS = "MEETINGS", "Meetings"
    PLAN = "PLAN", "Plan and outcomes"
    LEADING = "LEADING", "Leading, and who leads"
    STUCK = "STUCK", "Nothing moves"
    NEGLECT = "NEGLECT", "Neglect"
    HOME_SAFETY = "HOME_SAFETY", "Domestic abuse and safety at home"
    HEALTH = "HEALTH", "Health and mental health"
    LEARNING = "LEARNING", "School and attendance"
    OUTSIDE = "OUTSIDE", "Harm outside home and online"
    PROCEDURES = "PROCEDURES", "Procedures"
    SERVICES = "SERVICES", "Local services"
    OTHER = "OTHER", "Something else"


class Advice(models.Model):
    """Advice to a professional, about a family's help (`case`) or about a child whom nobody named.

    Advice is not a decision. Where the child is named after all, the words go to the front door as a handover of a
    small case of their own (`named_case`), by which the contact stays linked to what was advised.
    """

    class NextStep(models.TextChoices):
        START = "START", "Begin an assessment with the family"
        LEAD = "LEAD", "Find or change who leads"
        MEET = "MEET", "Bring those who help together"
        PLAN = "PLAN", "Work on the plan"
        UP = "UP", "Step up to MASH"
        UNIVERSAL = "UNIVERSAL", "What everyone gets is enough"
        OTHER = "OTHER", "Something else"

    class Sure(models.TextChoices):
        SURE = "SURE", "Sure"
        FAIRLY = "FAIRLY", "Fairly sure"
        UNSURE = "UNSURE", "Not sure: talked over with someone"

    class Followed(models.TextChoices):
        YES = "YES", "Followed"
        PARTLY = "PARTLY", "Followed in part"
        NO = "NO", "Not followed"
        NOT_KNOWN = "NOT_KNOWN", "Cannot be found out"

    public_id = PublicIdField()
    reference = models.CharField(max_length=16, unique=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="advice")
    asked_by = models.CharField(max_length=160)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    themes = ArrayField(models.CharField(max_length=12, choices=Theme))
    question = models.TextField()
    advice = models.TextField()
    why = models.TextField(blank=True)
    level = models.PositiveSmallIntegerField(choices=Level, null=True, blank=True)
    next_step = models.CharField(max_length=9, choices=NextStep)
    who_does_what = models.TextField(blank=True)
    sure = models.CharField(max_length=6, choices=Sure)
    follow_up_on = models.DateField(null=True, blank=True)
    followed = models.CharField(max_length=9, choices=Followed, blank=True)
    came_of_it = models.TextField(blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)
    followed_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    named_case = models.OneToOneField(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="named_in_advice"
    )
    child_named = models.CharField(max_length=160, blank=True, help_text="Once it went to the MASH; never before.")
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = Handling(
        Sensitivity.SPECIAL,
        keep="Kept with the family's help, or 2 years where no child was named",
        fields={"reference": Sensitivity.INTERNAL},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="advice_has_a_theme", condition=Q(themes__len__gt=0)),
            models.CheckConstraint(
                name="advice_followed_is_whole",
                condition=Q(followed="", followed_at=None, followed_by=None)
                | ~Q(followed="") & Q(followed_at__isnull=False, followed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="advice_names_a_child_only_at_the_front_door",
                condition=Q(child_named="") | Q(named_case__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["team", "-at"], name="advice_by_team")]

    @property
    def themes_said(self) -> list[str]:
        return [Theme(one).label for one in self.themes]
