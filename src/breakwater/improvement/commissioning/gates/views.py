"""Contracts at their gates: the list, one with every check, and what is recorded of it. Providers tender, so keepers alone read it."""

from django.http import Http404

from breakwater.foundation.dates.in_words import date_in_words
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.figures.amounts import FEWEST, Amount, percent
from breakwater.foundation.figures.periods import quarter_of
from breakwater.foundation.figures.suppression import SHOWN_FROM
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission, may

from ..gaps import lookup as gaps
from ..pages import AT, KEEP, Listed, Opening, Page
from ..provision import lookup as provision
from . import edition, forms, lookup, operations
from .standing import failed, is_awarded, next_gate, not_passed, shut_after, standing

CONTRACTS = f"{AT}contracts/"
ONE = f"{CONTRACTS}<str:public_id>/"
NOT_AWARDED = "Nothing is awarded while it is not passed; where there was no tender, ask the provider all the same"


class Contracts(Listed):
    route, name, template_name, audited_as = CONTRACTS, "contracts", "commissioning/gates/contracts.html", "contract"
    permission = KEEP

    def get_queryset(self):
        return lookup.contracts_of(self.area.pk)

    def rows_of(self, page):
        listed = super().rows_of(page)
        found = [(each, standing(each, each.checks.all(), each.opened.all())) for each in listed]
        return [
            (each, next_gate(gates), any(gate.set_back for gate in gates), failed(gates), is_awarded(gates))
            for each, gates in found
        ]


class BeginContract(Opening):
    route, name, heading, button = f"{CONTRACTS}new/", "contract_new", "Begin a contract", "Begin"
    form_class, operation, back_to = forms.ContractForm, staticmethod(operations.begin), "commissioning:contracts"
    success_message, leads_to = "Begun. Record its first checks", ("commissioning:contract", "result.public_id")

    def get_form_kwargs(self):
        open_gaps = {each.public_id: each for each in gaps.gaps_of(self.area.pk)}
        services = {each.public_id: each for each in provision.provisions_of(self.area.pk)}
        return super().get_form_kwargs() | {"gaps": open_gaps, "services": services}


class OfContract(StepView):
    subjects, context_object_name, audited_as = lookup.CONTRACTS, "contract", "contract"
    permission, steps_at, steps_named, button = KEEP, ONE, "contract", "Save"
    leads_to, success_message = ("commissioning:contract", "subject.public_id"), "Saved"


class RecordCheck(OfContract):
    route, name = f"{ONE}<slug:gate>/<slug:check>/", "contract_check"
    form_class, success_message = forms.CheckForm, "Saved. What was found before is kept"

    @property
    def asked(self) -> tuple[edition.Gate, edition.Check]:
        """The gate and the check of the contract's edition that the address names. Raises Http404."""
        gates = edition.EDITIONS[self.subject.edition]
        gate = next((each for each in gates if each.key == self.kwargs["gate"]), None)
        check = gate.check(self.kwargs["check"]) if gate else None
        if check is None:
            raise Http404
        return gate, check

    @property
    def heading(self) -> str:
        return self.asked[1].text

    @property
    def lead(self) -> str:
        gate, check = self.asked
        why = check.always or (NOT_AWARDED if check.pass_or_fail else "")
        return f"Gate: {gate.title}." + (f" It applies to every contract. {why}." if why else "")

    def answer_instead(self):
        gate, _ = self.asked
        open_now = {each.gate.key for each in operations.stands(self.subject) if each.is_open}
        return self.done("") if self.request.method != "POST" and gate.key not in open_now else None

    def get_form_kwargs(self):
        _, check = self.asked
        audited = lookup.audited(self.subject.area_id) if check.audited else {}
        return super().get_form_kwargs() | {"check": check, "audited": audited}

    def success_words(self) -> str:
        """Where a gate that was met is not any more, the gates after it are named."""
        later = [each.gate.title for each in operations.stands(self.subject) if self.asked[0] in each.set_back]
        return (
            f"Saved. {', '.join(later)} stay{'s' if len(later) == 1 else ''} open with a warning"
            if later
            else super().success_words()
        )

    def operate(self, form):
        gate, check = self.asked
        once = {"key": form.cleaned_data["idempotency"]}
        return operations.record_check(self.subject, gate.key, check.key, form.facts(), **once, **self.acting)


def may_open(contract) -> bool:
    """Whether a reason may open a gate: one is shut, and it is no award that what was not passed stops."""
    listed = operations.stands(contract)
    shut = shut_after(listed)
    return shut is not None and not (shut.gate.key == edition.AWARD and not_passed(listed))


def is_monitored(contract) -> bool:
    return operations.is_monitored(operations.stands(contract))


class OpenGate(OfContract):
    route, name, heading, kind = f"{ONE}open/", "contract_open", "Open the next gate for a reason", "warning"
    form_class, operation, when = forms.OpenForm, staticmethod(operations.open_gate), staticmethod(may_open)
    button = "Open the gate"

    @property
    def lead(self) -> str:
        listed = operations.stands(self.subject)
        shut = shut_after(listed)
        words = f"The gate {shut.gate.title} opens although the one before is not met." if shut else ""
        return " ".join([words, *(f"Failed: {each.check.text.lower()}." for each in failed(listed))])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"has_failed": bool(failed(operations.stands(self.subject)))}


class RecordReturn(OfContract):
    route, name, heading = f"{ONE}return/", "contract_return", "Record a quarterly safeguarding return"
    form_class, operation, when = forms.ReturnForm, staticmethod(operations.record_return), staticmethod(is_monitored)
    success_message = "Saved. What was recorded before of the quarter is kept"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"today": london_date(self.at)}


OF_CONTRACT = (RecordReturn, OpenGate)


class ContractPage(Page):
    """A contract with every check: its evidence, who and when; what each quarter's return says, small numbers hidden from everybody."""

    route, name, template_name, subjects = ONE, "contract", "commissioning/gates/contract.html", lookup.CONTRACTS
    context_object_name, audited_as, permission = "contract", "contract", KEEP

    def get_context_data(self, **more):
        one, actor = self.subject, self.request.actor
        listed = operations.stands(one)
        members = [each.found.member for gate in listed for each in gate.checks if each.found and each.found.member]
        return super().get_context_data(
            gates=listed,
            failed=failed(listed),
            stopped=not_passed(listed),
            is_awarded=is_awarded(listed),
            grades=lookup.grades_of(members),
            reads_returns=may(actor, Permission.AUDIT_KEEP),
            returns=[_shown(each) for each in lookup.returns_of(one)],
            steps=offered(OF_CONTRACT, one, "commissioning", actor),
            source=edition.SOURCE,
            **more,
        )


class Recorded(Page):
    """Every return as it was recorded, for whoever records them."""

    route, name, template_name = f"{ONE}recorded/", "contract_recorded", "commissioning/gates/recorded.html"
    subjects, context_object_name, audited_as, permission = lookup.CONTRACTS, "contract", "contract", KEEP

    def get_context_data(self, **more):
        listed = [(quarter_of(each.starts_on).words, each) for each in lookup.recorded(self.subject)]
        return super().get_context_data(returns=listed, **more)


def _shown(one) -> list[str]:
    """A row of a return: numbers from 1 to 4 hidden, shares of fewer than ten left out. Of a quarter that had not ended, until when."""
    so_far = "" if one.is_whole else f", until {date_in_words(london_date(one.at))}"
    numbers = [_number(each) for each in (one.incidents, one.allegations, one.complaints)]
    shares = [f"{percent(each / one.staff)}%" if one.staff >= FEWEST else "–" for each in (one.trained, one.supervised)]
    return [quarter_of(one.starts_on).words + so_far, *numbers, *shares, one.words or "–"]


def _number(number: int) -> str:
    return Amount(1, SHOWN_FROM - 1).short if 0 < number < SHOWN_FROM else f"{number:,}"


VIEWS = (Contracts, BeginContract, ContractPage, *OF_CONTRACT, Recorded, RecordCheck)
