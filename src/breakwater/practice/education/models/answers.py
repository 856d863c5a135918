"""What a school says of its list, what becomes of it, and what a school is asked again and again until it answers."""

from django.db import models
from django.db.models import Q

from breakwater.casework.models import Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Team
from breakwater.partnership.people.models import OfTheLiving, Person

from .fortnights import KEPT
from .lists import ListRow, SchoolList


class AnswerKind(models.TextChoices):
    """Every response of FD 5.4 to a row."""

    RIGHT = "RIGHT", "This is correct"
    NOT_OURS = "NOT_OURS", "Not on our roll"
    WRONG = "WRONG", "Something is wrong"
    WORKER = "WORKER", "The worker is out of date"
    ENDED = "ENDED", "We were told that it ended"
    TALK = "TALK", "We want to talk about it"


class Answer(models.Model):
    """What a school said of a row. The last one that was not undone stands; `in_bulk` is shown as such."""

    row = models.ForeignKey(ListRow, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=8, choices=AnswerKind)
    holds_file = models.BooleanField(null=True, blank=True, help_text="We hold the safeguarding file.")
    holiday_check = models.CharField(max_length=160, blank=True, help_text="Who checks on the pupil in the holiday.")
    what = models.CharField(max_length=120, blank=True)
    should_be = models.CharField(max_length=240, blank=True)
    evidence = models.CharField(max_length=400, blank=True)
    left_on = models.DateField(null=True, blank=True)
    destination = models.CharField(max_length=160, blank=True)
    in_bulk = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    key = models.UUIDField(help_text="Of the form it came by, sent perhaps twice.")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "key"], name="answer_sent_once"),
            models.UniqueConstraint(fields=["row"], condition=Q(undone_at=None), name="one_answer_stands"),
            models.CheckConstraint(
                name="only_what_is_right_is_said_in_bulk", condition=Q(in_bulk=False) | Q(kind="RIGHT")
            ),
        ]


class Correction(models.Model):
    """A task for whoever owns a source: a school says that a row is wrong. What they find stands on the school's next list."""

    class Result(models.TextChoices):
        MENDED = "MENDED", "Put right at the source"
        STANDS = "STANDS", "Checked: it is right as it is"

    ROLL = "School roll"

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    school_list = models.ForeignKey(SchoolList, on_delete=models.PROTECT, related_name="corrections")
    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="correction")
    row_code = models.CharField(max_length=8)
    named_as = models.CharField(max_length=240)
    school_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    link_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    owner_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="corrections")
    source = models.CharField(max_length=60)
    about = models.CharField(max_length=120)
    said = models.CharField(max_length=800)
    made_at = models.DateTimeField()
    due_on = models.DateField()
    result = models.CharField(max_length=6, choices=Result, blank=True)
    result_words = models.CharField(max_length=240, blank=True, help_text="The school reads this.")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="correction_done_with_a_result",
                condition=Q(done_at=None, done_by=None, result="") | Q(done_at__isnull=False) & ~Q(result=""),
            )
        ]
        indexes = [
            models.Index(
                fields=["owner_team", "due_on"], condition=Q(done_at=None, withdrawn_at=None), name="correction_open"
            )
        ]

    @property
    def is_about_the_roll(self) -> bool:
        return self.source == self.ROLL


class Worry(models.Model):
    """A pupil that a school worries about and that is not on its list. The reply is the same for all, and as late (SG-17)."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    school_list = models.ForeignKey(SchoolList, on_delete=models.PROTECT, related_name="worries")
    school_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    link_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    named_as = models.CharField(max_length=240)
    words = models.TextField()
    significant_harm = models.BooleanField()
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    reply_at = models.DateTimeField(help_text="From when the school reads the reply, whatever was found.")
    told_at = models.DateTimeField(null=True, blank=True, help_text="When the school was told that the reply is there.")
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="worry_about_harm_has_its_case", condition=Q(significant_harm=False) | Q(case__isnull=False)
            )
        ]


class WorryCheck(models.Model):
    """That the co-ordinators looked a worry up, and what they found: the authority's alone (SG-17)."""

    worry = models.OneToOneField(Worry, on_delete=models.CASCADE, related_name="check_made")
    link_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    found = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT)


class Chase(models.Model):
    """One rung of the ladder by which a school is asked to open and answer its list."""

    class Rung(models.TextChoices):
        REMINDED = "REMINDED", "The safeguarding leads were reminded"
        CALL = "CALL", "The co-ordinator is to call the school"
        HEAD = "HEAD", "The safeguarding leads were written to again, to bring to their head"
        TRUST = "TRUST", "The co-ordinator is to take it to the trust or the chair of governors"

    school_list = models.ForeignKey(SchoolList, on_delete=models.PROTECT, related_name="chases")
    rung = models.CharField(max_length=8, choices=Rung)
    at = models.DateTimeField()

    handling = Handling(Sensitivity.INTERNAL, keep=KEPT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school_list", "rung"], name="one_chase_a_rung")]


class FileThatFollows(models.Model):
    """One school's part in the safeguarding file of a pupil who changes school: by when, and whether it was asked again."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    link_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    named_as = models.CharField(max_length=240)
    made_at = models.DateTimeField()
    due_on = models.DateField()
    chased_at = models.DateTimeField(null=True, blank=True)

    objects = OfTheLiving(alone=True)
    handling = Handling(Sensitivity.PERSONAL, keep=KEPT)

    class Meta:
        abstract = True


class FileTransfer(FileThatFollows):
    """A pupil of a school's list has left its roll: the safeguarding file is to follow within five school days (FD 5.7).

    It names no new school: where the pupil went is not the old school's to learn from here.
    """

    school_team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="file_transfers")
    left_on = models.DateField()
    had_plan = models.BooleanField(default=False, help_text="A plan was open when the pupil left (SG-09).")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "school_team", "left_on"], name="file_transfer_asked_once"),
            models.CheckConstraint(
                name="file_sent_by_someone",
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
            ),
        ]
