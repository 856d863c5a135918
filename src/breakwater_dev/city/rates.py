"""How often each thing that makes linking hard happens in an invented city."""

from dataclasses import dataclass, fields, replace
from random import Random


@dataclass(frozen=True)
class Rates:
    """A share of records unless said otherwise. The field's name is the name of the case in reports."""

    # of the people
    twin: float = 0.03  # of births
    twins_alike: float = 0.15  # of pairs of twins, whose names are nearly the same
    common_name: float = 0.15  # of families, whose names come from a short list
    communities: float = 0.35  # of families, with names that are spelt in many ways or with accents
    own_surname: float = 0.10  # of children, who bear another surname than their family
    double_barrelled: float = 0.05  # of families
    moved: float = 0.15  # of families, so that lists hold the old home
    renamed: float = 0.05  # of children, who had another surname before
    known_by_another: float = 0.02  # of children, called by another first name altogether
    same_name_same_dob: float = 0.0006  # of children, with a namesake born on the day
    shared_house: float = 0.03  # of families, who share a house with another
    unborn: float = 0.004  # of children, known before birth
    never_born: float = 0.001  # the same, with no record after

    # of a record
    typo: float = 0.03
    address_typo: float = 0.03
    nickname: float = 0.02
    translit: float = 0.12  # of names that have other spellings
    known_as: float = 0.5  # of records of a child known by another name
    middle_as_first: float = 0.01
    initial: float = 0.006
    name_swap: float = 0.004
    double_barrel: float = 0.3  # of double-barrelled surnames: a half dropped
    punctuation: float = 0.3  # of names that have any
    diacritic: float = 0.5  # of names that have any: stripped, mangled or lost
    surname_changed: float = 0.5  # of records of a renamed child: the name before
    former_given: float = 0.4  # of those with the new name: the former one beside it
    dob_swap: float = 0.004
    dob_digit: float = 0.01
    dob_year: float = 0.005
    dob_estimated: float = 0.01
    dob_missing: float = 0.02
    sex_wrong: float = 0.004
    sex_missing: float = 0.03
    moved_house: float = 0.35  # of records of a family that moved: the old home
    postcode_typo: float = 0.012
    upn_error: float = 0.003
    upn_duplicate: float = 0.0015
    nhs_error: float = 0.003
    middle_missing: float = 0.5
    address_missing: float = 0.04
    postcode_missing: float = 0.04
    flat_dropped: float = 0.05
    dual_roll: float = 0.008  # of pupils
    duplicate_in_list: float = 0.04  # of children on a list

    def worse(self, times: float) -> "Rates":
        """The same for a careless list: its own mistakes that many times as often, at most nine in ten."""
        own = {name: min(0.9, getattr(self, name) * times) for name in _OF_A_SLIP}
        return replace(self, **own)


_OF_A_SLIP = (
    "typo",
    "address_typo",
    "nickname",
    "middle_as_first",
    "initial",
    "name_swap",
    "dob_swap",
    "dob_digit",
    "dob_year",
    "dob_estimated",
    "dob_missing",
    "sex_wrong",
    "sex_missing",
    "postcode_typo",
    "upn_error",
    "nhs_error",
    "address_missing",
    "postcode_missing",
    "flat_dropped",
)


def drawn_rates(random: Random, *, spread: float = 3.0, times: float = 1.0) -> Rates:
    """Rates between one `spread`-th and `spread` times the usual, each drawn by itself; all of them `times` as high.

    Each by itself they make up for one another; a careless town is careless in everything, which `times` says.
    """
    drawn = {}
    for field in fields(Rates):
        usual = float(field.default)
        drawn[field.name] = min(0.85, usual * times * spread ** random.uniform(-1, 1))
    return Rates(**drawn)
