"""What a school may see of each cohort: one table an area, each line with its edition, its owner and its reason."""

import re

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import Handling, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area

ALWAYS_NEVER = ("LADO", "PREV", "S47")
BARRED_WORDS = re.compile(
    r"\b(prevent|channel|lado|allegations?|section 47|s\.? ?47|radicali[sz]\w*|extremis\w*|terroris\w*)\b",
    re.IGNORECASE,
)


class See(models.TextChoices):
    """How much of a cohort stands on a school's list."""

    NAME = "N", "The pupil and the cohort"
    DETAIL = "D", "The pupil, the cohort, the worker and the dates"
    NEVER = "X", "Nothing, ever"


class Condition(models.TextChoices):
    """What must be so before a school sees it."""

    NONE = "NONE", "No condition"
    AGREED = "AGREED", "Only where the family agreed"
    NAMED = "NAMED", "Only where the family’s agreement names this school"
    KNOWN = "KNOWN", "Only once the parents know of it"


def is_barred(code: str, see: str, *words: str) -> bool:
    """Whether a line would show schools, by its code or by what it says of itself, what never stands on a list."""
    return see != See.NEVER and (code in ALWAYS_NEVER or any(BARRED_WORDS.search(said) for said in words))


def shows_more(old: "CohortRule | None", *, see: str, condition: str, definition: str, said: str, figure: str) -> bool:
    """Whether schools would read more by a changed line than by the old one, or read something else by its name."""
    if see == See.NEVER:
        return False
    if old is None or old.see == See.NEVER or (old.see, see) == (See.NAME, See.DETAIL):
        return True
    if condition != old.condition and old.condition != Condition.NONE:
        return True
    return (definition, said, figure) != (old.definition, old.said, old.figure)


class CohortRuleQuerySet(models.QuerySet):
    def in_force(self, area: Area, day):
        """The lines of an area's table that hold on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), area=area, starts_on__lte=day)


class CohortLine(models.Model):
    """What one line of the table says. `said` is what a school reads in place of `name`."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=80)
    definition = models.CharField(max_length=240)
    source = models.CharField(max_length=80)
    see = models.CharField(max_length=1, choices=See)
    condition = models.CharField(max_length=6, choices=Condition, default=Condition.NONE)
    said = models.CharField(max_length=80, blank=True)
    figure = models.CharField(
        max_length=60, blank=True, help_text="What a figure beside the pupil counts, after the number."
    )
    why = models.CharField(max_length=240, blank=True)
    owner = models.CharField(max_length=80)
    review_by = models.DateField()

    handling = Handling(Sensitivity.PUBLIC, keep="Kept while the installation runs: configuration, about no one")

    class Meta:
        abstract = True


class CohortProposal(CohortLine):
    """A new line, or one that would show schools more, until a second person releases it: no list is made by it before.

    Only a person sees that a line means Prevent, an allegation or a live enquiry and calls it something else. `edition` is
    the one it would follow, 0 where the line is new.
    """

    class Outcome(models.TextChoices):
        RELEASED = "RELEASED", "Released"
        DECLINED = "DECLINED", "Not released"
        TAKEN_BACK = "BACK", "Withdrawn"

    edition = models.PositiveSmallIntegerField()
    because = models.CharField(max_length=240)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    words = models.CharField(max_length=240, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "code"], condition=Q(outcome=""), name="one_open_proposal_a_cohort"
            ),
            models.CheckConstraint(
                name="cohort_released_by_a_second_person",
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | Q(outcome="BACK", decided_at__isnull=False, decided_by__isnull=False)
                | Q(outcome__in=["RELEASED", "DECLINED"], decided_at__isnull=False, decided_by__isnull=False)
                & ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(name="never_proposed_for_a_list", condition=~Q(code__in=ALWAYS_NEVER) | Q(see="X")),
        ]


class CohortRule(CohortLine):
    """One line of an area's table, in one edition: a change ends the line and begins its next edition.

    Prevent, allegations and live section 47 enquiries never reach a list. `proposal` is what a second person released.
    """

    edition = models.PositiveSmallIntegerField(default=1)
    written_from = models.CharField(max_length=240)
    order = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    changed_because = models.CharField(max_length=240, blank=True)
    proposal = models.OneToOneField(
        CohortProposal, null=True, blank=True, on_delete=models.PROTECT, related_name="rule"
    )

    objects = CohortRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cohorts_that_never_reach_a_list", condition=~Q(code__in=ALWAYS_NEVER) | Q(see="X")
            ),
            models.UniqueConstraint(fields=["area", "code", "edition"], name="cohort_edition_once"),
            models.UniqueConstraint(fields=["area", "code"], condition=Q(ends_on=None), name="cohort_in_force_once"),
        ]

    @property
    def words(self) -> str:
        """What a school reads."""
        return self.said or self.name

    def with_figure(self, figure: str) -> str:
        """ "Severe absence: 74 per cent of sessions missed": a number never stands without what it counts."""
        number = figure.strip().removesuffix("%").strip() if self.figure else figure
        return f"{self.words}: {number} {self.figure}".strip() if figure else self.words

    @property
    def never_changes(self) -> bool:
        return self.code in ALWAYS_NEVER
