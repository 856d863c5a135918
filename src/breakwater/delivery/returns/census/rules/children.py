"""Rules about who a child is: numbers, dates, sex, ethnicity and disability."""

import re
from datetime import date, timedelta

from breakwater.partnership.people.identifiers import UPN_SHAPE, upn_fits

from ..editions import authorities, codes
from ..file import Child
from .registry import Where, before, months_after, rule, years_before

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
FOR_NOBODY_AT_SCHOOL = "UN1"
NOT_TAKEN_FURTHER = "UN7"


@rule("8500", Child, "id")
def has_no_id(child: Child, where: Where) -> bool:
    return not child.id


@rule("1570", Child, "id")
def id_is_too_long(child: Child, where: Where) -> bool:
    return len(child.id) > 20


@rule("1580", Child, "id")
def id_has_other_characters(child: Child, where: Where) -> bool:
    return bool(child.id) and not re.fullmatch(r"[A-Za-z0-9]+", child.id)


@rule("8510", Child, "id")
def id_is_anothers_too(child: Child, where: Where) -> bool:
    return where.census.times_of_id[child.id] > 1


@rule("1510", Child, "upn")
def check_letter_is_wrong(child: Child, where: Where) -> bool:
    upn = child.upn
    return len(upn) == 13 and bool(UPN_SHAPE.fullmatch("A" + upn[1:])) and not (upn[0] in LETTERS and upn_fits(upn))


@rule("1520", Child, "upn")
def upn_is_anothers_too(child: Child, where: Where) -> bool:
    return where.census.times_of_upn[child.upn] > 1


@rule("1530", Child, "upn")
def upn_names_no_authority(child: Child, where: Where) -> bool:
    return bool(child.upn) and child.upn[1:4] not in authorities()


@rule("1540", Child, "upn")
def upn_has_letters_within(child: Child, where: Where) -> bool:
    return bool(child.upn) and not re.fullmatch(r"[0-9]{8}", child.upn[4:12])


@rule("1550", Child, "upn")
def upn_ends_wrongly(child: Child, where: Where) -> bool:
    return bool(child.upn) and not re.fullmatch(rf"[0-9{LETTERS}]", child.upn[12:])


@rule("1560Q", Child, "former_upn")
def former_upn_has_another_form(child: Child, where: Where) -> bool:
    return bool(child.former_upn) and not UPN_SHAPE.fullmatch(child.former_upn)


@rule("8520", Child, "born_on")
def born_after_the_period(child: Child, where: Where) -> bool:
    return before(where.census.ends_on, child.born_on)


@rule("8525Q", Child, "born_on")
def has_not_one_date_of_birth(child: Child, where: Where) -> bool:
    return (child.born_on is None) == (child.expected_on is None)


@rule("8530Q", Child, "expected_on")
def expected_at_another_time(child: Child, where: Where) -> bool:
    last = where.census.ends_on
    return child.expected_on is not None and not (
        last - timedelta(days=30) <= child.expected_on <= months_after(last, 9)
    )


@rule("8535Q", Child, "died_on")
def died_before_birth(child: Child, where: Where) -> bool:
    return before(child.died_on, child.born_on)


@rule("8545Q", Child, "died_on")
def died_outside_the_period(child: Child, where: Where) -> bool:
    return child.died_on is not None and not where.census.covers(child.died_on)


@rule("4180", Child, "sex")
def sex_is_not_given(child: Child, where: Where) -> bool:
    return child.sex not in codes("Sex")


@rule("8750", Child, "sex")
def sex_of_an_unborn_child(child: Child, where: Where) -> bool:
    return child.expected_on is not None and child.born_on is None and child.sex != "U"


@rule("4220", Child, "ethnicity")
def ethnicity_is_no_code(child: Child, where: Where) -> bool:
    return child.ethnicity not in codes("Ethnicity")


@rule("8540", Child, "disabilities")
def disability_is_missing_or_no_code(child: Child, where: Where) -> bool:
    if child.born_on is None or not child.goes_further:
        return False
    return not child.disabilities or not set(child.disabilities) <= codes("Disability").keys()


@rule("8790", Child, "disabilities")
def disabled_and_not(child: Child, where: Where) -> bool:
    return "NONE" in child.disabilities and set(child.disabilities) != {"NONE"}


@rule("8794", Child, "disabilities")
def one_disability_twice(child: Child, where: Where) -> bool:
    return len(set(child.disabilities)) < len(child.disabilities)


@rule("8590", Child)
def has_no_episode(child: Child, where: Where) -> bool:
    return not child.episodes


@rule("8770Q", Child, "upn_unknown")
def has_no_upn_at_school_age(child: Child, where: Where) -> bool:
    """Born by the 31 August that lies five to six years before the end of the period's last school year."""
    at_school = child.born_on is not None and child.born_on <= date(where.census.edition.year - 6, 8, 31)
    explained = child.upn_unknown in codes("UPNunknown") and child.upn_unknown != FOR_NOBODY_AT_SCHOOL
    return at_school and child.goes_further and not child.upn and not explained


@rule("8772", Child, "upn_unknown")
def was_taken_further_after_all(child: Child, where: Where) -> bool:
    return child.upn_unknown == NOT_TAKEN_FURTHER and child.goes_further


@rule("8775Q", Child, "born_on")
def is_over_25(child: Child, where: Where) -> bool:
    if not before(child.born_on, years_before(where.census.ends_on, 25)):
        return False
    turned = months_after(child.born_on, 25 * 12)
    return any(each.closed_on is None or each.closed_on > turned for each in child.episodes)
