"""How an agency writes a child down, slips included."""

import unicodedata
from datetime import date, timedelta
from random import Random

from . import names
from .people import UPN_LETTERS, Child, Home, upn_letter
from .rates import Rates

NEIGHBOURS = {
    "a": "sqz",
    "b": "vn",
    "c": "xv",
    "d": "sf",
    "e": "wr",
    "f": "dg",
    "g": "fh",
    "h": "gj",
    "i": "uo",
    "j": "hk",
    "k": "jl",
    "l": "kp",
    "m": "n",
    "n": "bm",
    "o": "ip",
    "p": "o",
    "q": "wa",
    "r": "et",
    "s": "ad",
    "t": "ry",
    "u": "yi",
    "v": "cb",
    "w": "qe",
    "x": "zc",
    "y": "tu",
    "z": "x",
}
SHORT = {
    "Street": "St",
    "Road": "Rd",
    "Avenue": "Ave",
    "Close": "Cl",
    "Drive": "Dr",
    "Lane": "Ln",
    "Crescent": "Cres",
    "Gardens": "Gdns",
    "Court": "Ct",
    "Place": "Pl",
    "Square": "Sq",
    "Terrace": "Terr",
}
NAMELESS = ("Unborn", "Unborn Baby", "Baby", "UNBORN", "Unborn child", "", "Baby of", "Not yet named")


class Writer:
    """One agency's way of writing; `write` gives a record and the cases that make it hard."""

    def __init__(
        self, random: Random, rates: Rates, *, capitals: bool, upn: float, nhs: float, school: float, middle: float
    ):
        self.random, self.rates = random, rates
        self.capitals, self.upn, self.nhs, self.school, self.middle = capitals, upn, nhs, school, middle

    def _happens(self, case: str) -> bool:
        return self.random.random() < getattr(self.rates, case)

    def write(self, child: Child, others: list[Child], *, unborn: bool = False) -> tuple[dict[str, str], set[str]]:
        cases = set(child.cases)
        record = self._names(child, cases)
        record |= self._birth(child, cases)
        record |= self._home(child, cases)
        record |= self._numbers(child, others, cases)
        if unborn:
            self._before_birth(record, child, cases)
        if self.capitals:
            for name in ("forename", "middle_names", "surname", "address"):
                record[name] = record[name].upper()
        return record, cases

    def _names(self, child: Child, cases: set[str]) -> dict[str, str]:
        forename, middle, surname, former = child.forename, list(child.middle), child.surname, ""
        if child.former:
            if self._happens("surname_changed"):
                surname = child.former
                cases.add("surname_changed")
            elif self._happens("former_given"):
                former = child.former
        if child.called and self._happens("known_as"):
            forename = child.called
            cases.add("known_as")
        elif middle and self._happens("middle_as_first"):
            forename, middle = middle[0], [child.forename, *middle[1:]] if self.random.random() < 0.3 else []
            cases.add("middle_as_first")
        elif self._happens("nickname") and (short := names.nickname(self.random, forename)) != forename:
            forename = short
            cases.add("nickname")
        elif self._happens("initial"):
            forename = forename[:1]
            cases.add("initial")
        forename, surname = self._spelt(forename, cases), self._spelt(surname, cases)
        if len(surname.replace("-", " ").split()) > 1 and self._happens("double_barrel"):
            surname = self.random.choice(surname.replace("-", " ").split())
            cases.add("double_barrel")
        forename, surname = self._punctuated(forename, cases), self._punctuated(surname, cases)
        if self._happens("typo"):
            cases.add("typo")
            which = self.random.random()
            forename = self._mistyped(forename) if which < 0.55 else forename
            surname = self._mistyped(surname) if which > 0.45 else surname
        if self._happens("name_swap"):
            forename, surname = surname, forename
            cases.add("name_swap")
        shown = " ".join(middle) if self.random.random() < self.middle and not self._happens("middle_missing") else ""
        return {"forename": forename, "middle_names": shown, "surname": surname, "former_surname": former}

    def _spelt(self, name: str, cases: set[str]) -> str:
        often = self.rates.translit if names.has_spellings(name) else self.rates.translit / 15
        if self.random.random() < often:
            cases.add("translit")
            name = names.other_spelling(self.random, name)
        if not name.isascii() and self._happens("diacritic"):
            cases.add("diacritic")
            name = self.random.choice((_stripped, _stripped, _stripped, _mangled, _lost))(name)
        return name

    def _punctuated(self, name: str, cases: set[str]) -> str:
        if any(mark in name for mark in "-' ") and self._happens("punctuation"):
            cases.add("punctuation")
            change = self.random.random()
            name = name.replace("-", " " if change < 0.5 else "")
            name = name.replace("'", " " if change < 0.3 else "" if change < 0.8 else "’")
        return name

    def _mistyped(self, text: str) -> str:
        for _ in range(1 if self.random.random() < 0.85 else 2):
            text = self._one_slip(text)
        return text

    def _one_slip(self, text: str) -> str:
        if len(text) < 2:
            return text
        at = self.random.randrange(len(text))
        kind = self.random.random()
        if kind < 0.25 and at + 1 < len(text):
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        if kind < 0.5 and len(text) > 2:
            return text[:at] + text[at + 1 :]
        if kind < 0.7:
            return text[: at + 1] + text[at:]
        letter = self.random.choice(NEIGHBOURS.get(text[at].lower(), "aeiou"))
        letter = letter.upper() if text[at].isupper() else letter
        return text[:at] + letter + text[at + (1 if kind < 0.9 else 0) :]

    def _birth(self, child: Child, cases: set[str]) -> dict[str, str]:
        born, sex = child.born, child.sex
        written = born.isoformat()
        if self._happens("dob_missing"):
            written = ""
            cases.add("dob_missing")
        elif self._happens("dob_estimated"):
            year = born.year + self.random.choice((0, 0, 0, -1, 1))
            written = f"{year}-01-01"
            cases.add("dob_estimated")
        elif self._happens("dob_swap") and born.day != born.month:
            written = f"{born.year}-{born.day:02}-{born.month:02}"
            cases.add("dob_swap")
        elif self._happens("dob_digit"):
            written = self._another_digit(written)
            cases.add("dob_digit")
        elif self._happens("dob_year"):
            year = born.year + self.random.choice((-1, 1, -1, 1, -10, 10, 2, -2))
            written = f"{year}{written[4:]}"
            cases.add("dob_year")
        if self._happens("sex_missing"):
            sex = ""
        elif self._happens("sex_wrong"):
            sex = "F" if sex == "M" else "M"
            cases.add("sex_wrong")
        return {"dob": written, "sex": sex}

    def _another_digit(self, written: str) -> str:
        at = self.random.choice((3, 5, 6, 8, 9, 8, 9))
        return written[:at] + str(self.random.randint(0, 3 if at == 8 else 9)) + written[at + 1 :]

    def _home(self, child: Child, cases: set[str]) -> dict[str, str]:
        home = child.home
        if child.old_home and self._happens("moved_house"):
            home = child.old_home
            cases.add("moved_house")
        address = "" if self._happens("address_missing") else self._line(home, cases)
        postcode = "" if self._happens("postcode_missing") else home.postcode
        if postcode and self._happens("postcode_typo"):
            at = self.random.randrange(2, len(postcode))
            letters = "0123456789" if postcode[at].isdigit() else "ABDEFGHJLNPQRSTUWXYZ"
            postcode = (
                postcode[:at] + self.random.choice(letters) + postcode[at + 1 :] if postcode[at] != " " else postcode
            )
            cases.add("postcode_typo")
        if self.random.random() < 0.1:
            postcode = postcode.replace(" ", "")
        return {"address": address, "postcode": postcode}

    def _line(self, home: Home, cases: set[str]) -> str:
        kind = SHORT.get(home.kind, home.kind) if self.random.random() < 0.3 else home.kind
        street, number = f"{home.street} {kind}", home.number
        if self._happens("address_typo"):
            if self.random.random() < 0.75:
                street = self._one_slip(street)
            else:
                number = self._one_slip(number) if len(number) > 1 else number
        if not home.flat:
            return f"{number} {street}"
        if self._happens("flat_dropped"):
            return f"{home.flat} {number} {street}" if self.random.random() < 0.6 else f"{number} {street}"
        return f"Flat {home.flat}, {number} {street}"

    def _numbers(self, child: Child, others: list[Child], cases: set[str]) -> dict[str, str]:
        upn = child.upn if child.school and self.random.random() < self.upn else ""
        nhs = child.nhs if self.random.random() < self.nhs else ""
        if upn and self._happens("upn_duplicate"):
            upn = self.random.choice(others).upn
            cases.add("upn_duplicate")
        elif upn and self._happens("upn_error"):
            cases.add("upn_error")
            at = self.random.randrange(1, 13)
            body = (upn[:at] + self.random.choice("0123456789") + upn[at + 1 :])[1:]
            upn = (upn_letter(body) if self.random.random() < 0.5 else self.random.choice(UPN_LETTERS)) + body
        if nhs and self._happens("nhs_error"):
            cases.add("nhs_error")
            at = self.random.randrange(3, 10)
            nhs = nhs[:at] + self.random.choice("0123456789") + nhs[at + 1 :]
        school = child.school if self.random.random() < self.school else ""
        return {"upn": upn, "nhs_number": nhs, "school_urn": school}

    def _before_birth(self, record: dict[str, str], child: Child, cases: set[str]) -> None:
        expected = child.born + timedelta(days=round(self.random.gauss(4, 11)))
        record |= {
            "forename": self.random.choice(NAMELESS),
            "middle_names": "",
            "dob": "" if self.random.random() < 0.2 else expected.isoformat(),
            "sex": "",
            "upn": "",
            "nhs_number": "",
            "school_urn": "",
        }
        cases.add("unborn")


def _stripped(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.replace("ł", "l").replace("Ł", "L").replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def _mangled(name: str) -> str:
    return name.encode().decode("cp1252", errors="replace").replace("\ufffd", "")


def _lost(name: str) -> str:
    return name.encode("ascii", errors="replace").decode()


def as_old(child: Child, today: date) -> int:
    return (today - child.born).days // 365
