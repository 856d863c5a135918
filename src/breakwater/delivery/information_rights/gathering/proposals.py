"""Words that are proposed to be masked wherever they stand: whoever else stands in the rows, who told the service, where a child lives, what a child said."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from breakwater.casework.recording.definitions import CHOSEN, STATE_WORDS, Kind
from breakwater.partnership.organisations.models import Organisation, Team, User

from ..models import Ground, RightsRequest
from ..redaction import Fact, folded
from .asker import Asker
from .parts import OF_SENDER, childs_words_in, questions_of
from .rows import Names
from .ways import PERSON
from .whole import OWN, told_submissions

NOT_OURS = re.compile(r"(^|_)(name|phone|telephone|email|address|postcode|born|dob|contact)(_|$)")
IN_ROLE = re.compile(
    r"^(professional|school|gp|worker|lead|sender|approval|organisation)_"
)  # named in their work: usually disclosed
LEAST = 2
TOLD = "Whoever told the service"
NO_NAMES = re.compile(
    r"His|Her|Their|Our|The|This|That|And|For|From|Next|Mother|Father|Mum|Dad|Aunt|Uncle|Sister|Brother|Grandmother"
    r"|Grandfather|Nan|Neighbour|Friend|Teacher|Mrs|Miss|Doctor|Somebody|Someone|Anonymous|Unknown|Child|Family|School|Member|Public|Police|Nurse"
)
# Answers, codes and words of every team: masked wherever they stand they take the sense out of a page, and protect nobody.
_ANSWERS = "yes no none other unknown agrees agree agreed refuses refused disagrees self safe unsafe true false mother father mum dad parent parents child"
NEVER = frozenset(_ANSWERS.split()) | {
    "none known",
    "does not agree",
    "not applicable",
    "the child",
    "n a",
    "as above",
    "same as above",
}
NEVER |= {str(each).replace("_", " ") for each in STATE_WORDS} | {words.lower() for words in STATE_WORDS.values()}
_TEAMS = "safeguarding team pastoral inclusion office designated lead leads staff early help mash duty service attendance send and"
OF_TEAMS = frozenset(_TEAMS.split())
STRANGER = re.compile(
    r"\b(neighbou?rs?|members? of the public|pass(er|ers)-?by|anonymous(ly)?|(somebody|someone|people) (next door|upstairs|downstairs)|landlord|landlady)\b",
    re.I,
)
KNOWN = re.compile(
    r"\b(aunt(ie)?|uncle|grand(mother|father|parents?)|nan|relatives?|family friend|friend|cousin|caller)\b",
    re.I,
)
TELLS = re.compile(
    r"\b(told|tells|said|says|reports?|reported|rang|called|phoned|contacted|complained|saw|seen|heard|hears|noticed|informed|disclosed|wrote)\b",
    re.I,
)
REFUGE = re.compile(r"\b(refuges?|safe ?houses?|women[’']?s aid)\b", re.I)
NO_WORDS = frozenset({"safe", "when", "instead", "state", "country"})  # parts of an answer that name nobody
WHEREABOUTS = (
    "address",
    "postcode",
    "kept",
    "school",
)  # of somebody protected: taken out though the person lives there too
HIDDEN = (
    "[removed: somebody else’s information]"  # as everybody else is called on the copy: nobody learns who is protected
)


@dataclass(frozen=True)
class Proposal:
    words: str
    ground: str
    whose: str
    at: tuple[str, int] | None = None  # the row alone in which it is masked: words that say nothing elsewhere


@dataclass(frozen=True)
class Other:
    """A fact of somebody else whom the rows name."""

    person: int
    kind: str
    words: str
    protected: bool


def names_of(others: Iterable[Other]) -> dict[int, str]:
    """How the rows call everybody else; whoever is protected is called nothing."""
    said: dict[int, list[str]] = {}
    for one in others:
        if one.protected:
            said[one.person] = []
        elif one.kind in ("forename", "surname") and one.words:
            said.setdefault(one.person, []).append(one.words)
    return {person: " ".join(dict.fromkeys(parts)) or HIDDEN for person, parts in said.items()}


def protected_words(others: Iterable[Other], own: set[str]) -> list[tuple[str, str]]:
    """What is taken out before anybody reads it. The forename and surname of a protected person also where they stand alone."""
    return [
        (words, Ground.THIRD_PARTY)
        for one in others
        if one.protected and not (one.kind == "school" and is_any_team(one.words))
        for words in _in_parts(one)
        if _counts(words, set() if one.kind in WHEREABOUTS else own)
    ]


def proposed(
    request: RightsRequest,
    rows: list[tuple[str, int, Mapping]],
    others: list[Other],
    called: Names,
    asker: Asker | None = None,
) -> Iterator[Proposal]:
    """Each once; nothing that is also the person's own or the asker's, but where a child lives, if somebody else asks."""
    names, seen, own = names_of(others), set(), own_words(rows)
    theirs = asker or Asker()
    for one in [*_of_others(others, names, theirs), *_of_rows(rows, called, theirs)]:
        is_own = one.at is None and (not _counts(one.words, own) or theirs.has(one.words))
        if not is_own and one.words.strip() and (folded(one.words), one.at) not in seen:
            seen.add((folded(one.words), one.at))
            yield one
    if request.asker not in OWN:
        yield from (one for one in homes(rows, called) if not theirs.has(one.words))
    yield from _childs_words(request, rows)


def informants(rows: Iterable[tuple[str, int | None, Iterable[Fact]]]) -> Iterator[Proposal]:
    """Sentences that tell who told us without naming them: "A neighbour has told us that she hears shouting"."""
    for table, pk, facts in rows:
        for sentence in dict.fromkeys(one for _, words in facts for one in re.findall(r"[^.!?;\n]+", words)):
            is_informant = STRANGER.search(sentence) or (KNOWN.search(sentence) and TELLS.search(sentence))
            if pk is not None and is_informant:
                yield Proposal(sentence.strip(), Ground.SOURCE, "It tells who told us", at=(table, pk))


def refuges(rows: Iterable[tuple[str, int | None, Iterable[Fact]]]) -> Iterator[Proposal]:
    """Sentences that tell that somebody is in a refuge, whoever asks: a father who asks for himself has the case of his children too.
    Called as everything else that is masked, so that the mask does not say it (SG-27).
    """
    for table, pk, facts in rows:
        for sentence in dict.fromkeys(one for _, words in facts for one in re.findall(r"[^.!?;\n]+", words)):
            if pk is not None and REFUGE.search(sentence):
                yield Proposal(sentence.strip(), Ground.THIRD_PARTY, "Where somebody lives", at=(table, pk))


def is_an_answer(words: str) -> bool:
    """Whether the words are an answer such as "Yes", or a code, and nobody's."""
    tokens = re.findall(r"[^\W_]+", folded(words))
    return not tokens or " ".join(tokens) in NEVER


def is_any_team(words: str) -> bool:
    """Whether a team is called as every team is: "Safeguarding"."""
    return set(re.findall(r"[^\W_]+", folded(words))) <= OF_TEAMS


def own_words(rows: list[tuple[str, int, Mapping]]) -> set[str]:
    """Words of the people whom the request is about, folded: never masked as somebody else's."""
    own = set()
    for table, _, held in rows:
        if table == PERSON:
            own |= {held["forename"], held["surname"], held["known_as"], held["middle_names"], held["born_on"]}
            own |= full_names(held)
        if table in ("people_personcontact", "people_identifier"):
            own.add(held["value"])
        if table == "people_address":
            own |= {held["lines"], held["postcode"]}
    return {folded(str(each)) for each in own if each}


def full_names(held: Mapping) -> set[str]:
    """A person's name as it is written whole."""
    firsts = [held["forename"], held["known_as"], f"{held['forename']} {held['middle_names']}".strip()]
    pairs = {(first, held["surname"]) for first in firsts if first and held["surname"]}
    return {f"{first} {last}" for first, last in pairs} | {f"{last}, {first}" for first, last in pairs}


def _counts(words: str, own: set[str]) -> bool:
    return len(words.strip()) >= LEAST and folded(words) not in own


def _of_others(others: list[Other], names: Mapping[int, str], asker: Asker) -> Iterator[Proposal]:
    open_ones = [one for one in others if not one.protected]
    for person in dict.fromkeys(one.person for one in open_ones):
        yield Proposal(names[person], Ground.THIRD_PARTY, names[person])
    for one in open_ones:
        is_askers_name = one.kind in ("forename", "surname") and asker.is_named(names[one.person])
        if not is_askers_name and not (one.kind == "school" and is_any_team(one.words)):
            for words in _in_parts(one):
                yield Proposal(words, Ground.THIRD_PARTY, names[one.person])


def _of_rows(rows: list[tuple[str, int, Mapping]], called: Names, asker: Asker) -> Iterator[Proposal]:
    """Who told the service: whoever has no account, and whoever asked that their name be kept back, whoever passed it on (FD 7.4)."""
    kept_back = list(told_submissions(rows).values())
    told = {held["answers_id"] for held in kept_back}
    places = _own_places(rows, called)
    for held in kept_back:
        user = called.of(User, held["sender_user_id"]) if held["sender_user_id"] else ""
        for words in (
            *_names(held.get("sender_words") or ""),
            *(_names(user) if user else ()),
            held.get("reply_to") or "",
            *_agency(held, called),
        ):
            if not (held.get("sender_team_id") and folded(words) in places):
                yield Proposal(words, Ground.SOURCE, TOLD)
    for table, pk, held in rows:
        if table == "casework_answers":
            kinds = {key: question.kind for key, (_, question) in questions_of(held).items()}
            for key, words in _told(held["values"], asker):
                if kinds.get(key, Kind.TEXT) in CHOSEN or is_an_answer(words):
                    continue
                if not OF_SENDER.search(key):
                    yield Proposal(words, Ground.THIRD_PARTY, "Named in a form")
                elif pk in told and NOT_OURS.search(key):
                    for part in _names(words) if "name" in key else [words]:
                        yield Proposal(part, Ground.SOURCE, TOLD)
                elif pk in told:
                    yield Proposal(words, Ground.SOURCE, TOLD, at=(table, pk))


def _own_places(rows: list[tuple[str, int, Mapping]], called: Names) -> set[str]:
    """What the people's own schools are called, and each word of that, folded: masked beside a place at school, as that of whoever told us, it
    would tell that the school did.
    """
    names = {each for table, _, held in rows if table == "people_enrolment" for each in _schools(held, called)}
    return {folded(words) for name in names for words in (name, *re.findall(r"[^\W\d_]+", name))}


def _agency(submission: Mapping, called: Names) -> Iterator[str]:
    """What the agency and the team of whoever told us are called, where that says which they are."""
    team, agency = submission.get("sender_team_id"), submission.get("sender_organisation_id")
    if team:
        yield called.agency_of(team)
        yield from (each for each in [called.of(Team, team)] if not is_any_team(each))
    elif agency:
        yield called.of(Organisation, agency)


def _names(words: str) -> list[str]:
    """The words whole, and each name in them: in the record stands seldom more than one."""
    return [words, *(each for each in re.findall(r"\b[A-Z][^\W\d_]{2,}\b", words) if not NO_NAMES.fullmatch(each))]


def _told(values, asker: Asker, key: str = "") -> Iterator[tuple[str, str]]:
    """Keys and words of what names somebody in answers. Parts of an answer go by its own key; what stands with the asker's name is the asker's."""
    if isinstance(values, dict):
        if key and not NOT_OURS.search(key) and _is_of(asker, values):
            return
        for name, each in values.items():
            if str(name) not in NO_WORDS:
                yield from _told(each, asker, key if NOT_OURS.search(key) else str(name))
    elif isinstance(values, list):
        for each in values:
            yield from _told(each, asker, key)
    elif isinstance(values, str) and (OF_SENDER.search(key) or (NOT_OURS.search(key) and not IN_ROLE.match(key))):
        yield key, values


def _is_of(asker: Asker, row: Mapping) -> bool:
    named = (each for key, each in row.items() if isinstance(each, str) and not str(key).startswith("child"))
    return any(asker.is_named(each) for each in named)


def homes(rows: list[tuple[str, int, Mapping]], called: Names) -> Iterator[Proposal]:
    """Where the people live or lived whom somebody else asks about, where they go to school, and how they are reached: masked until whoever decides
    knows that the asker may know it. Of everybody alike, so that a mask says nothing of whose address is withheld (SG-27).
    """
    for table, _, held in rows:
        if table == "people_address":
            for words in (*_lines(held["lines"]), held["postcode"]):
                if words:
                    yield Proposal(words, Ground.THIRD_PARTY, "Where the person lives, or lived")
        if table == "people_personcontact":
            yield Proposal(held["value"], Ground.THIRD_PARTY, "How the person is reached")
        if table == "people_enrolment":
            for words in _schools(held, called):
                yield Proposal(words, Ground.THIRD_PARTY, "The person’s school")


def _schools(held: Mapping, called: Names) -> Iterator[str]:
    """What the school is called; its team also where that says which school it is."""
    if held["school_id"] and (school := called.of(Organisation, held["school_id"])):
        yield school
    if held["team_id"] and (agency := called.agency_of(held["team_id"])):
        yield agency
    if held["team_id"] and (team := called.of(Team, held["team_id"])) and not is_any_team(team):
        yield team


def _childs_words(request: RightsRequest, rows: list[tuple[str, int, Mapping]]) -> Iterator[Proposal]:
    """What a child said is theirs, also where it was copied to: whoever else asks reads it once somebody decided so."""
    if request.asker == RightsRequest.Asker.CHILD:
        return
    for table, _, held in rows:
        for words in childs_words_in(table, held):
            yield Proposal(words, Ground.SOURCE, "A child’s own words")


def _in_parts(one: Other) -> Iterator[str]:
    """The words, and of an address each line: it is seldom written whole."""
    yield from _lines(one.words) if one.kind in ("address", "kept") else [one.words]


def _lines(address: str) -> list[str]:
    """An address whole, and each part of it that has a number and a street."""
    parts = [part.strip() for part in re.split(r"[,\n]", address or "")]
    streets = (part for part in parts if re.search(r"\d", part) and re.search(r"[^\W\d_]{3}", part))
    return list(dict.fromkeys([address, *streets]))
