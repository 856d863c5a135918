"""The file by which a contact goes from one installation to another: a few facts as JSON, sealed with a passphrase.

The passphrase is rung through, never sent with the file. AES-256-GCM under a key that scrypt derives from it; the mark, the
salt and the nonce stand in front and are authenticated. It carries what was told, whom to ring about it, what the family
knows of it and why it is passed on, nothing else: no record, no history, no one's account.
"""

import json
import secrets
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from breakwater.foundation.refusals import Refusal

from ..enclosures import NOT_KNOWN_HERE
from ..models.arrivals import NameKeptBack

MARK = b"BWC1"
SALT, NONCE = 16, 12
HEADER = len(MARK) + SALT + NONCE
LARGEST = 1_000_000  # bytes
FORM = "breakwater-contact/1"
LETTERS = "0123456789BCDFGHJKMNPQRTVWXY"  # read over a telephone without mistakes
GROUPS, GROUP = 4, 5
SAYS_MORE = "A newer Breakwater made this file, and it says more than can be shown here: call whoever passed it on."
NOT_NAMED = "Do not tell the family who told us: the referrer asks for that."  # the line of older files


class NotAContactFile(Refusal):
    """The file is not one that Breakwater makes for a contact."""

    words = "This is not a file of a contact made by Breakwater. Ask the referrer to make it again"
    box = "file"


class WrongPassphrase(Refusal):
    """The passphrase does not open the file, or the file was altered on the way."""

    words = "This passphrase does not open the file. Ask them to read it out again, or to make a new file"
    box = "passphrase"


@dataclass(frozen=True)
class GoesBeside:
    """What goes with a contact beside its worry: lines in plain words, whether the sender's name is kept back (a NameKeptBack,
    or ""), what the child said in the child's own words; and as facts, for the next handover there, the ledger and the adults.
    """

    lines: str = ""
    name_kept_back: str = ""
    childs_words: tuple[str, ...] = ()
    facts: tuple[dict, ...] = ()
    adults: tuple[dict, ...] = ()


@dataclass(frozen=True)
class Carried:
    """What the file says. Dates are ISO; `born` is a part date as told; texts are plain."""

    from_area: str
    from_name: str
    reference: str
    passed_at: str
    basis: str
    reason: str
    worry: str
    said_by: str
    immediate_danger: bool
    named_as: str
    born: str
    address: str
    postcode: str
    school: str
    beside: str = ""  # how to reach whoever told, what the family knows, what was answered of the danger
    unsure_of_danger: bool = False
    cannot_wait: str = ""  # a CannotWait
    name_kept_back: str = ""  # a NameKeptBack
    childs_words: tuple[str, ...] = ()
    facts: tuple[dict, ...] = ()  # of the ledger: line, about, words, more
    adults: tuple[dict, ...] = ()  # by the names of a NamedPerson's fields
    same_form: tuple[
        str, ...
    ] = ()  # by their references there, the children of the same form who may be brothers and sisters
    call_back: str = ""  # the number of the front door that passed it on

    @property
    def passed_on(self) -> datetime:
        return datetime.fromisoformat(self.passed_at)


KNOWN = {field.name for field in fields(Carried)}
LISTS = ("childs_words", "facts", "adults", "same_form")


def new_passphrase() -> str:
    """Four groups of five letters and digits: 96 random bits, to be read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def seal(carried: Carried, passphrase: str) -> bytes:
    """The file's bytes."""
    salt, nonce = secrets.token_bytes(SALT), secrets.token_bytes(NONCE)
    header = MARK + salt + nonce
    body = json.dumps({"form": FORM, **asdict(carried)}, ensure_ascii=False).encode()
    return header + AESGCM(_key(passphrase, salt)).encrypt(nonce, body, header)


def unseal(data: bytes, passphrase: str) -> Carried:
    """What a file says. Raises NotAContactFile, WrongPassphrase."""
    if len(data) > LARGEST or len(data) <= HEADER or not data.startswith(MARK):
        raise NotAContactFile
    header, salt, nonce = data[:HEADER], data[len(MARK) : len(MARK) + SALT], data[HEADER - NONCE : HEADER]
    try:
        body = AESGCM(_key(passphrase, salt)).decrypt(nonce, data[HEADER:], header)
    except InvalidTag as fault:
        raise WrongPassphrase from fault
    return _read(body)


def _read(body: bytes) -> Carried:
    try:
        said = json.loads(body)
        if said.pop("form") != FORM:
            raise NotAContactFile
        if "name_kept_back" not in said:
            said |= _kept_back_of_older(said.get("beside", ""))
        lists = {name: said.pop(name, []) for name in LISTS}
        if not all(isinstance(value, list) for value in lists.values()):
            raise NotAContactFile
        if more := said.keys() - KNOWN:
            said = {name: value for name, value in said.items() if name not in more}
            said["beside"] = "\n".join([*said.get("beside", "").splitlines(), SAYS_MORE])
        carried = Carried(**said, **{name: tuple(value) for name, value in lists.items()})
        datetime.fromisoformat(carried.passed_at)
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise NotAContactFile from fault
    said_of_danger = ("immediate_danger", "unsure_of_danger")
    others = (*said_of_danger, *LISTS)
    texts = [value for name, value in asdict(carried).items() if name not in others]
    texts += [*carried.childs_words, *carried.same_form]
    if not all(_is_text(value) for value in texts):
        raise NotAContactFile
    if not all(_is_fact(each) for each in carried.facts) or not all(_is_adult(each) for each in carried.adults):
        raise NotAContactFile
    if not all(isinstance(getattr(carried, name), bool) for name in said_of_danger):
        raise NotAContactFile
    return carried


def _is_text(value) -> bool:
    return isinstance(value, str) and "\x00" not in value


def _is_fact(value) -> bool:
    if not isinstance(value, dict) or value.keys() != {"line", "about", "words", "more"}:
        return False
    more = value["more"]
    texts = (value["line"], value["about"], value["words"])
    return isinstance(more, dict) and all(_is_text(each) for each in (*texts, *more, *more.values()))


def _is_adult(value) -> bool:
    """Text by the name of a field, but that they are in a refuge is yes or no, and their parts are codes."""
    if not isinstance(value, dict) or not isinstance(value.get("row"), str):
        return False
    parts, in_refuge = value.get("parts", []), value.get("in_refuge", False)
    texts = [each for name, each in value.items() if name not in ("parts", "in_refuge")]
    is_plain = isinstance(parts, list) and isinstance(in_refuge, bool)
    return is_plain and all(_is_text(each) for each in (*value, *texts, *parts))


def _kept_back_of_older(beside: str) -> dict[str, str]:
    """Files made before the name had a field of its own say by a line that it is kept back."""
    lines = beside.splitlines()
    kept = NameKeptBack.ASKED if NOT_NAMED in lines else NameKeptBack.NOT_KNOWN if NOT_KNOWN_HERE in lines else ""
    return {"name_kept_back": str(kept), "beside": "\n".join(line for line in lines if line != NOT_NAMED)}


def _key(passphrase: str, salt: bytes) -> bytes:
    plain = "".join(sign for sign in passphrase.upper() if sign.isalnum())
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(plain.encode())
