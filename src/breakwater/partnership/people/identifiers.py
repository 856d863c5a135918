"""What can be said of an identifier from its characters alone: shape, check digit, tidy form, and why not.

A right check digit is no proof of identity, and a wrong one may be overridden with a reason, so nothing here raises.
Check digits are python-stdnum's. Its list of authorities is older than the country's and its NHS rule lets a row of
one digit pass, so shape, authority and that case are decided here.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import product

from stdnum.exceptions import InvalidComponent
from stdnum.gb import nhs, upn

NOTHING = "Nothing was entered"
ASCII_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
SCIENTIFIC = re.compile(r"[0-9][.,]?[0-9]*E\+?[0-9]{1,3}")

UPN_SHAPE = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]")
# Authorities formed since the list in python-stdnum: Dorset, Bournemouth Christchurch and Poole, North and West
# Northamptonshire, Cumberland, Westmorland and Furness.
NEWER_AUTHORITIES = {"838", "839", "940", "941", "942", "943"}

# By real area, so that most slips of a finger fall out. BF is the forces' own area, used by families posted abroad.
POSTCODE_SHAPE = re.compile(
    r"GIR 0AA|BF1 [0-9][ABD-HJLNP-UW-Z]{2}|("
    r"(A[BL]|B[ABDHLNRSTX]?|C[ABFHMORTVW]|D[ADEGHLNTY]|E[HNX]?|F[KY]|G[LUY]?|H[ADGPRSUX]|I[GMPV]|JE|K[ATWY]"
    r"|L[ADELNSU]?|M[EKL]?|N[EGNPRW]?|O[LX]|P[AEHLOR]|R[GHM]|S[AEGK-PRSTY]?|T[ADFNQRSW]|UB|W[ADFNRSV]|YO|ZE)[1-9]?[0-9]"
    r"|((E|N|NW|SE|SW|W)1|EC[1-4]|WC[12])[A-HJKMNPR-Y]|(SW|W)([2-9]|[1-9][0-9])|EC[1-9][0-9]"
    r") [0-9][ABD-HJLNP-UW-Z]{2}"
)
MISTAKEN = {"O": "0", "0": "O", "I": "1", "L": "1", "1": "IL", "S": "5", "5": "S"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. `normalised` is the form to keep, empty when the value has not even the right shape.

    `reason` says in plain English why a value is invalid; on a valid one it is a warning, or empty.
    """

    value: str
    valid: bool
    normalised: str
    reason: str = ""


def check_upn(value: str) -> Checked:
    """Unique pupil number: a check letter, 11 digits, and a digit (permanent) or letter (temporary)."""
    tidy = _tidy(value)
    if problem := _not_typed_whole(tidy, "UPN", length=13):
        return Checked(value, False, "", problem)
    if not UPN_SHAPE.fullmatch(tidy):
        if set(tidy) & set("IOS"):
            return Checked(value, False, "", "A UPN never has the letters I, O or S; they may be the figures 1, 0 or 5")
        return Checked(
            value, False, "", "A UPN is a letter and 12 figures; only the last figure may be a letter instead"
        )
    if not upn_fits(tidy):
        return Checked(value, False, tidy, "The first letter does not fit the rest; a character is mistyped")
    return Checked(value, True, tidy, _unknown_authority(tidy))


def upn_fits(tidy: str) -> bool:
    """Whether the first letter of a number of the right shape is its check letter."""
    return upn.calc_check_digit(tidy[1:]) == tidy[0]


def check_nhs_number(value: str) -> Checked:
    """NHS number: ten digits, the last a check digit (modulus 11). Kept without spaces; shown by `show_nhs_number`."""
    tidy = _tidy(value, dashes=True)
    if not re.fullmatch(r"[0-9]*", tidy) and not SCIENTIFIC.fullmatch(tidy):
        return Checked(value, False, "", "An NHS number has figures only")
    if problem := _not_typed_whole(tidy, "NHS number", length=10, of="figures"):
        return Checked(value, False, "", problem)
    if len(set(tidy)) == 1:
        return Checked(value, False, tidy, "All ten figures are the same; this is nobody's NHS number")
    if nhs.checksum(tidy):
        return Checked(
            value, False, tidy, "The last figure does not fit the rest; a figure is mistyped or two are swapped"
        )
    return Checked(value, True, tidy)


def check_postcode(value: str) -> Checked:
    """Postcode by its shape and area; whether it is in use is for the address lookup to say."""
    tidy = _tidy(value)
    if not tidy:
        return Checked(value, False, "", NOTHING)
    spaced = _spaced(tidy)
    if POSTCODE_SHAPE.fullmatch(spaced):
        return Checked(value, True, spaced)
    if tidy.startswith("ZZ99"):
        return Checked(value, False, "", "ZZ99 codes mean no fixed address; record 'no fixed address' instead")
    if suggestions := _postcodes_that_look_like(tidy):
        return Checked(value, False, "", f"This is not a postcode. Did you mean {' or '.join(suggestions)}?")
    if re.fullmatch(r"[A-Z]{1,2}[0-9][0-9A-Z]?", tidy):
        return Checked(value, False, "", "This is the first half of a postcode; the second half is missing")
    return Checked(value, False, "", "This is not a postcode; write for instance PO1 2AB")


def check_uprn(value: str) -> Checked:
    """Unique property reference number: up to 12 digits, without a check digit; leading noughts are padding."""
    tidy = _tidy(value)
    if not tidy:
        return Checked(value, False, "", NOTHING)
    if SCIENTIFIC.fullmatch(tidy):
        return Checked(value, False, "", _rounded_by_a_spreadsheet("UPRN"))
    if not re.fullmatch(r"[0-9]+", tidy):
        return Checked(value, False, "", "A UPRN has figures only")
    number = tidy.lstrip("0")
    if not number:
        return Checked(value, False, "", "A UPRN is never nought")
    if len(number) > 12:
        return Checked(value, False, "", f"A UPRN has at most 12 figures; this has {len(number)}")
    return Checked(value, True, number)


def show_nhs_number(number: str) -> str:
    """943 476 5919: as people read it out."""
    return nhs.format(number)


def _tidy(value: str, *, dashes: bool = False) -> str:
    """Capitals, without spaces of any kind, invisible marks or (when asked) dashes. Letters of other scripts stay."""
    kinds = {"Cf", "Pd"} if dashes else {"Cf"}
    kept = (char for char in value if not char.isspace() and unicodedata.category(char) not in kinds)
    return "".join(kept).translate(ASCII_UPPER)


def _not_typed_whole(tidy: str, name: str, *, length: int, of: str = "characters") -> str:
    if not tidy:
        return NOTHING
    if SCIENTIFIC.fullmatch(tidy):
        return _rounded_by_a_spreadsheet(name)
    if len(tidy) != length:
        return f"{'An' if name.startswith('N') else 'A'} {name} has {length} {of}; this has {len(tidy)}"
    return ""


def _rounded_by_a_spreadsheet(name: str) -> str:
    return f"A spreadsheet has rounded this {name}; format the column as text and enter it again"


def _unknown_authority(tidy: str) -> str:
    """Codes are retired and new ones made, so an unknown one is a warning and no refusal."""
    authority = tidy[1:4]
    try:
        upn.validate(tidy)
    except InvalidComponent:
        if authority not in NEWER_AUTHORITIES:
            return f"Check it: {authority} is not the number of an authority in England"
    return ""


def _spaced(tidy: str) -> str:
    return f"{tidy[:-3]} {tidy[-3:]}"


def _postcodes_that_look_like(tidy: str) -> list[str]:
    """Up to three real shapes reached by reading O as 0 and the like. Suggested to the person, never put right silently."""
    if not 5 <= len(tidy) <= 7:
        return []
    readings = product(*(char + MISTAKEN.get(char, "") for char in tidy))
    spaced = (_spaced("".join(reading)) for reading in readings)
    return [postcode for postcode in spaced if POSTCODE_SHAPE.fullmatch(postcode)][:3]
