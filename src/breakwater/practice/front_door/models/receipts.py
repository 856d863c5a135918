"""What a sender holds in return: a receipt, a line for each child, and the letter that says what was decided."""

from django.db import models
from django.db.models import F, Q

from breakwater.casework.models import Case
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Area, Team, User

from .arrivals import KEPT_WITH_THE_CONTACT, Submission


class Route(models.TextChoices):
    """How the sender would like to hear."""

    PORTAL = "PORTAL", "Here, when they sign in"
    CODE = "CODE", "Here, with their code"
    EMAIL = "EMAIL", "An e-mail that says only that there is an answer"
    PHONE = "PHONE", "By telephone"
    NONE = "NONE", "They do not wish to hear"


class Receipt(models.Model):
    """That we have it: a reference, since when, to whom it matters. What became of each child stands in its own line.

    A row of its own, so that a sender never gets sight of the contact. The public holds the reference alone, with which
    they can tell us more and read nothing. It is hidden with any one of the children who is restricted; the lines are not.
    """

    Route = Route

    public_id = PublicIdField()
    reference = models.CharField(max_length=16, unique=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    sender_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="receipts")
    sender_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="receipts")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="receipt", db_constraint=True)
    received_at = models.DateTimeField()
    answer_due_on = models.DateField()
    wants_feedback = models.BooleanField(default=True)

    handling = Handling(Sensitivity.PERSONAL, keep=KEPT_WITH_THE_CONTACT)


class ReceiptLine(models.Model):
    """One child on one sender's receipt: where it has got to. It follows that child's own case, never the other children's.

    What the list of a sender needs of the receipt stands here again, because the receipt may be hidden with a brother or
    sister. Never join `receipt` from here.
    """

    class Stage(models.TextChoices):
        RECEIVED = "RECEIVED", "Received"
        DECIDED = "DECIDED", "Decided"
        TAKEN_UP = "TAKEN_UP", "Taken up"
        JOINED = "JOINED", "Now with your written form"

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="lines")
    contact = models.ForeignKey("front_door.Contact", on_delete=models.CASCADE, related_name="lines")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    reference = models.CharField(max_length=16)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="+")
    sender_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sender_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    answer_due_on = models.DateField()
    wants_feedback = models.BooleanField(default=True)
    is_public = models.BooleanField(default=False, help_text="A child or a member of the public, who hears no outcome.")
    route = models.CharField(max_length=6, choices=Route, default=Route.PORTAL)
    child = models.CharField(max_length=240, help_text="As this referrer named or described them.")
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.RECEIVED)
    now_with = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    news_at = models.DateTimeField(null=True, blank=True, help_text="When there was last something new to read.")
    read_at = models.DateTimeField(null=True, blank=True)

    Route = Route
    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_WITH_THE_CONTACT, fields={"reference": Sensitivity.INTERNAL})

    class Meta:
        constraints = [models.UniqueConstraint(fields=["receipt", "contact"], name="one_line_a_child")]
        indexes = [
            models.Index(fields=["reference"], name="receipt_line_reference"),
            models.Index(F("sender_team"), F("received_at").desc(), F("id").desc(), name="receipt_line_of_sender"),
        ]

    @property
    def is_new(self) -> bool:
        """Whether there is news that nobody of the sender's team has opened."""
        return self.news_at is not None and (self.read_at is None or self.read_at < self.news_at)


class Letter(models.Model):
    """What a professional sender is told of a decision: fields that are filled in, never a copy of the record (FD-14).

    A later decision has a letter of its own beside it. While the last one is unsent the contact does not close, unless a
    manager says why (FD-15).
    """

    class Status(models.TextChoices):
        DUE = "DUE", "To be sent"
        SENT = "SENT", "Sent"
        READ = "READ", "Read"
        FAILED = "FAILED", "Could not be sent"

    line = models.ForeignKey(ReceiptLine, on_delete=models.CASCADE, related_name="letters")
    outcome = models.CharField(max_length=3, help_text="The code of the decision it tells of.")
    outcome_words = models.CharField(max_length=120)
    tier = models.CharField(max_length=80, blank=True)
    reasons = models.TextField()
    responsible = models.CharField(max_length=200, help_text="Who is responsible now.")
    expected = models.TextField(help_text="What the referrer is expected to do.")
    challenge = models.TextField(help_text="How to say that they disagree.")
    route = models.CharField(max_length=6, choices=Route)
    status = models.CharField(max_length=6, choices=Status)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    failed_why = models.CharField(max_length=240, blank=True)
    waived_why = models.TextField(blank=True, help_text="Why a manager let the contact close without it.")
    waived_at = models.DateTimeField(null=True, blank=True)
    waived_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=KEPT_WITH_THE_CONTACT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_sent_at_a_moment",
                condition=Q(status__in=["DUE", "FAILED"], sent_at=None)
                | Q(status__in=["SENT", "READ"], sent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_waived_for_a_reason",
                condition=Q(waived_at=None, waived_by=None, waived_why="")
                | Q(waived_at__isnull=False, waived_by__isnull=False) & ~Q(waived_why=""),
            ),
        ]
        indexes = [models.Index(fields=["line", "-made_at"], name="letter_last_of_line")]

    @property
    def is_unsent(self) -> bool:
        return self.status in (self.Status.DUE, self.Status.FAILED) and self.waived_at is None


class FeedbackPromise(models.Model):
    """Within how many working days of a decision an area tells professional senders, and who agreed that. Five at most."""

    area = models.OneToOneField(Area, on_delete=models.CASCADE, related_name="feedback_promise")
    working_days = models.PositiveSmallIntegerField(default=3)
    source = models.CharField(max_length=200, help_text="Where the partnership agreed it.")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="Kept while the area is served")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="feedback_within_five_working_days", condition=Q(working_days__gte=1, working_days__lte=5)
            )
        ]


class SenderKey(models.Model):
    """What lets a professional without an account come back: to a form not yet sent, and to the receipt of one that was.

    Digests alone: of the code, and of the code with the second fact. `wrapped` is the draft's token, which only both
    together open; it is emptied when the form is sent and the row goes with the draft after 24 hours (SG-25). Once sent it
    opens the receipt for the days an owner sets, counted again from each letter.
    """

    code_digest = models.CharField(max_length=64, unique=True)
    check_digest = models.CharField(max_length=64)
    wrapped = models.BinaryField(default=bytes)
    token_digest = models.CharField(max_length=64)
    reference = models.CharField(max_length=16, blank=True, help_text="Of the receipt, once sent.")
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True, help_text="When the last wrong second fact was typed.")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="From then on it opens nothing; it is deleted the night after.")

    handling = Handling(
        Sensitivity.PERSONAL,
        keep="With the draft; once sent, until its days are over",
        fields={
            "code_digest": Sensitivity.SECRET,
            "check_digest": Sensitivity.SECRET,
            "wrapped": Sensitivity.SECRET,
            "token_digest": Sensitivity.SECRET,
        },
    )
