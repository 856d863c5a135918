"""The safeguarding gates of a contract: each check with its evidence, who and when; and what a provider returns each quarter."""

from django.db import models
from django.db.models import F, Q

from breakwater.foundation.models import PublicIdField
from breakwater.improvement.assurance.models import RoundMember
from breakwater.partnership.kit.recorded import MADE_BY, MAYBE, Made
from breakwater.partnership.organisations.models import Area

from .gaps import Gap
from .made import PLANNED, is_over
from .provision import Provision


class Contract(Made):
    """A contract on its way through the gates of an edition of `data/gates.yaml`."""

    public_id = PublicIdField()
    area = models.ForeignKey(Area, **MADE_BY)
    title = models.CharField(max_length=160)
    edition = models.CharField(max_length=20)
    gap = models.ForeignKey(Gap, **MAYBE)
    provision = models.ForeignKey(Provision, **MAYBE)

    handling = PLANNED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "title"], name="contract_named_once_an_area")]


class GateCheck(Made):
    """What was found of one check. None is changed: the last one stands. `member` is an organisation's return to an audit round."""

    class State(models.TextChoices):
        MET = "MET", "Met"
        NOT_MET = "NOT_MET", "Not met"
        NA = "NA", "Does not apply"

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="checks")
    gate = models.CharField(max_length=20)
    check_key = models.CharField(max_length=30)
    state = models.CharField(max_length=7, choices=State)
    evidence = models.TextField()
    link = models.CharField(max_length=300, blank=True)
    member = models.ForeignKey(RoundMember, **MAYBE)

    handling = PLANNED

    class Meta:
        constraints = [models.CheckConstraint(name="check_has_evidence", condition=~Q(evidence=""))]


class GateOpened(Made):
    """A gate that was opened although the one before is not met, and why."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="opened")
    gate = models.CharField(max_length=20)
    why = models.TextField()
    agreed_by = models.CharField(max_length=160, blank=True, help_text="Who else agreed, where a check was failed.")

    handling = PLANNED

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contract", "gate"], name="gate_opened_once")]


class MonitoringReturn(Made):
    """A provider's safeguarding return of a quarter. The last one of a quarter stands."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="returns")
    starts_on = models.DateField(help_text="The first day of the quarter.")
    revision = models.PositiveIntegerField()
    incidents = models.PositiveIntegerField()
    allegations = models.PositiveIntegerField()
    complaints = models.PositiveIntegerField()
    staff = models.PositiveIntegerField(help_text="Who work with children.")
    trained = models.PositiveIntegerField(help_text="Of them, trained to the level their role needs.")
    supervised = models.PositiveIntegerField(help_text="Of them, supervised as their role needs.")
    words = models.TextField(blank=True)

    handling = PLANNED

    @property
    def is_whole(self) -> bool:
        """Whether it was recorded after the quarter had ended; else it tells of the part until then."""
        return is_over(self.starts_on, self.at)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "starts_on", "revision"], name="return_revised_in_order"),
            models.CheckConstraint(
                name="return_counts_within_its_staff",
                condition=Q(trained__lte=F("staff"), supervised__lte=F("staff")),
            ),
        ]
