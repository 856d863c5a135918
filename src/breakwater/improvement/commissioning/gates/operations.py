"""Beginning a contract, recording what was found of a check, opening a gate for a reason, and a provider's return of a quarter."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from breakwater.foundation import audit
from breakwater.foundation.models import one_at_a_time
from breakwater.foundation.refusals import Refusal
from breakwater.improvement.assurance.models import RoundMember
from breakwater.partnership.kit.recorded import next_number, once
from breakwater.partnership.organisations.models import Actor

from ..models import Contract, Gap, GateCheck, GateOpened, MonitoringReturn, Provision
from . import lookup
from .edition import AWARD, MONITORING, NEWEST
from .standing import Standing, failed, not_passed, shut_after, standing


class TitleIsTaken(Refusal):
    box, words = "title", "Your area has a contract of this name already"


class IsShut(Refusal):
    words = "This gate is not open yet: the one before is not met"


class AlwaysApplies(Refusal):
    box, words = "state", "This check applies to every contract. Say whether it is met"


class IsOpen(Refusal):
    words = "This gate is open already"


class NotPassed(Refusal):
    words = "The safeguarding question was not passed, so nothing is awarded. No reason opens this gate: record that it was passed, with the evidence"


class NobodyAgreed(Refusal):
    box, words = "agreed_by", "Enter who agreed to it besides you: the safeguarding question was failed"


@dataclass(frozen=True)
class ContractFacts:
    title: str
    gap: Gap | None = None
    provision: Provision | None = None


@dataclass(frozen=True)
class CheckFacts:
    state: str
    evidence: str
    link: str = ""
    member: RoundMember | None = None


@dataclass(frozen=True)
class ReturnFacts:
    starts_on: date
    incidents: int
    allegations: int
    complaints: int
    staff: int
    trained: int
    supervised: int
    words: str = ""


@once(Contract)
def begin(facts: ContractFacts, *, by: Actor, at: datetime, key: UUID) -> Contract:
    """Raises TitleIsTaken."""
    one_at_a_time(f"contracts {by.area_id_acting}")
    if Contract.objects.filter(area=by.area_id_acting, title__iexact=facts.title).exists():
        raise TitleIsTaken(by.area_id_acting)
    made = Contract.objects.create(area_id=by.area_id_acting, edition=NEWEST, **vars(facts), by=by, at=at, key=key)
    audit.did("began", "contract", made.pk)
    return made


@once(GateCheck)
def record_check(
    contract: Contract, gate: str, check: str, facts: CheckFacts, *, by: Actor, at: datetime, key: UUID
) -> GateCheck:
    """Record what was found of a check at an open gate. What was found before is kept. Raises IsShut, AlwaysApplies, NotPassed."""
    listed = _locked(contract)
    asked = next(each for each in listed if each.gate.key == gate)
    if not asked.is_open:
        raise IsShut(contract.pk)
    if gate == AWARD and failed(listed):
        raise NotPassed(contract.pk)
    if facts.state == GateCheck.State.NA and asked.gate.check(check).always_applies:
        raise AlwaysApplies(contract.pk)
    made = GateCheck.objects.create(contract=contract, gate=gate, check_key=check, **vars(facts), by=by, at=at, key=key)
    audit.did("checked", "contract", contract.pk, gate=gate, check=check, state=facts.state)
    return made


@once(GateOpened)
def open_gate(contract: Contract, why: str, agreed_by: str = "", *, by: Actor, at: datetime, key: UUID) -> GateOpened:
    """Open the next gate although the one before is not met. What was failed stops the award; a contract awarded before goes on only
    where somebody else agreed, so that it can be watched and ended. Raises IsOpen, NotPassed, NobodyAgreed."""
    listed = _locked(contract)
    shut = shut_after(listed)
    if shut is None:
        raise IsOpen(contract.pk)
    if shut.gate.key == AWARD and not_passed(listed):
        raise NotPassed(contract.pk)
    if failed(listed) and not agreed_by:
        raise NobodyAgreed(contract.pk)
    said = {"gate": shut.gate.key, "why": why, "agreed_by": agreed_by}
    made = GateOpened.objects.create(contract=contract, **said, by=by, at=at, key=key)
    audit.did("opened a gate of", "contract", contract.pk, gate=shut.gate.key)
    return made


@once(MonitoringReturn)
def record_return(contract: Contract, facts: ReturnFacts, *, by: Actor, at: datetime, key: UUID) -> MonitoringReturn:
    """Raises IsShut before the gate of monitoring is open."""
    if not is_monitored(_locked(contract)):
        raise IsShut(contract.pk)
    revision = next_number(MonitoringReturn, "revision", contract=contract, starts_on=facts.starts_on)
    made = MonitoringReturn.objects.create(contract=contract, **vars(facts), revision=revision, by=by, at=at, key=key)
    audit.did("recorded a return of", "contract", contract.pk, revision=revision)
    return made


def is_monitored(listed: list[Standing]) -> bool:
    return any(each.gate.key == MONITORING and each.is_open for each in listed)


def stands(contract: Contract) -> list[Standing]:
    return standing(contract, lookup.checks_of(contract), lookup.opened_of(contract))


def _locked(contract: Contract) -> list[Standing]:
    """How it stands, while nobody else records anything of it: its own row is never changed, so there is none to lock."""
    one_at_a_time(f"contract {contract.pk}")
    return stands(contract)
