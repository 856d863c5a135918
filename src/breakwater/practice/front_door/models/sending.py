"""What goes with a professional's form on its way: a manager's word on not telling the family, and files."""

from django.db import models
from django.db.models import Q

from breakwater.casework.models import Answers
from breakwater.foundation.models import Handling, PublicIdField, Sensitivity
from breakwater.partnership.organisations.models import Actor, Membership, Organisation, User

WITH_THE_FORM = "Kept as long as the form it belongs to"


class DispensingApproval(models.Model):
    """A named manager asked whether a contact may be made without telling the family, and the answer (FD 1.5).

    A row of its own: the manager reads `shown`, what the sender put before them, and never the draft. Asked again, the
    earlier question is withdrawn and stays.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", "Waiting for the manager"
        APPROVED = "APPROVED", "Approved"
        REFUSED = "REFUSED", "Not approved"
        WITHDRAWN = "WITHDRAWN", "Withdrawn"

    public_id = PublicIdField()
    answers = models.ForeignKey(Answers, on_delete=models.CASCADE, related_name="approvals")
    asker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    manager = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    manager_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    shown = models.JSONField(help_text="What the manager is asked about: children, worry, reasons, why.")
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    words = models.TextField(blank=True, help_text="The manager's reason.")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=WITH_THE_FORM)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["answers"], condition=Q(state="ASKED"), name="approval_asked_once_at_a_time"
            ),
            models.CheckConstraint(
                name="approval_decided_has_who_and_when",
                condition=Q(state__in=["ASKED", "WITHDRAWN"], decided_at=None, decided_by=None)
                | Q(state__in=["APPROVED", "REFUSED"], decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]


class Attachment(models.Model):
    """A file that goes with a form: checked, scanned and encrypted at once; a document of each child's contact when sent."""

    class State(models.TextChoices):
        HELD = "HELD", "Kept, and scanned before anyone opens it"
        CLEAN = "CLEAN", "Kept"
        REFUSED = "REFUSED", "Refused by the scanner: it is not sent"

    class Kind(models.TextChoices):
        NEGLECT_TOOL = "NEGLECT_TOOL", "Neglect tool"
        DASH = "DASH", "Domestic abuse checklist (DASH)"
        EXPLOITATION_TOOL = "EXPLOITATION_TOOL", "Exploitation tool"
        EARLY_HELP = "EARLY_HELP", "Early help assessment or plan"
        CHRONOLOGY = "CHRONOLOGY", "Chronology"
        REPORT = "REPORT", "Report or letter"
        OTHER = "OTHER", "Something else"

    class Marking(models.TextChoices):
        OFFICIAL = "OFFICIAL", "Official"
        SENSITIVE = "SENSITIVE", "Official, sensitive"

    public_id = PublicIdField()
    answers = models.ForeignKey(Answers, on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=200)
    author_agency = models.CharField(max_length=120, blank=True)
    written_on = models.CharField(max_length=12, blank=True, help_text="When it was written, perhaps in part: 2026-05.")
    marking = models.CharField(max_length=9, choices=Marking, default=Marking.SENSITIVE)
    family_may_see = models.BooleanField(null=True)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes before encryption.")
    stored_as = models.CharField(max_length=120)
    key_id = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content.")
    state = models.CharField(max_length=7, choices=State, default=State.HELD)
    key = models.UUIDField(unique=True, help_text="Of the form it came by, sent perhaps twice.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.SPECIAL, keep=WITH_THE_FORM, fields={"key_id": Sensitivity.INTERNAL})


class LawfulBasis(models.Model):
    """The basis on which an agency shares what it sends, as that agency chose it; the newest in force counts (FD-11)."""

    class Basis(models.TextChoices):
        PUBLIC_TASK = "PUBLIC_TASK", "Public task: UK GDPR article 6(1)(e)"
        LEGAL_OBLIGATION = "LEGAL_OBLIGATION", "Legal obligation: UK GDPR article 6(1)(c)"
        LEGITIMATE_INTERESTS = "LEGITIMATE", "Legitimate interests: UK GDPR article 6(1)(f)"
        VITAL_INTERESTS = "VITAL", "Vital interests: UK GDPR article 6(1)(d)"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    basis = models.CharField(max_length=20, choices=Basis)
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="+")

    handling = Handling(Sensitivity.INTERNAL, keep="Kept while the installation runs: configuration, about no one")
