"""Needs by ward: typed and by file, revised and never changed, small numbers hidden alike from everybody, the gap with its range."""

import re
from decimal import Decimal
from html import unescape
from itertools import product
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from breakwater.improvement.commissioning.models import NeedFigure, NeedMeasure
from breakwater.improvement.commissioning.needs import file, reading
from breakwater.partnership.organisations.models import Area
from breakwater_dev.testing import commissioning as told
from breakwater_dev.testing.commissioning import CHARLES_DICKENS, COSHAM, HILSEA, TODAY
from breakwater_dev.testing.partnership import day, once


def words_of(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def hidden(answer, name: str) -> str:
    return unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', answer.content.decode())[1])


def at(view: str, *of: str) -> str:
    return reverse(f"commissioning:{view}", args=of)


def test_a_measure_is_recorded_revised_and_read_with_small_numbers_hidden(signed_in, keeper, reader):
    ours, theirs = signed_in(keeper), signed_in(reader)
    said = {
        "title": "Young carers known",
        "counts": "Known young carers, of all",
        "domain": "HARM",
        "more_is_need": "yes",
    }
    ours.post(at("need_new"), said | once(), follow=True)
    assert "measure of this name already" in words_of(ours.post(at("need_new"), said | once(), follow=True))
    measure = NeedMeasure.objects.get()
    form = {"age_band": "11-15", "estimate": "COUNT", "source": "Invented register", "base": "600"}
    form |= day("on", TODAY.replace(day=1)) | day("review_on", TODAY.replace(year=TODAY.year + 1, day=1))
    more = ours.post(at("need_figure", measure.public_id), form | {"number": "700"} | once())
    assert "This is more than it is of" in words_of(more)
    assert 'value="700"' in more.content.decode()  # what was typed is kept
    for ward, number in ((CHARLES_DICKENS, "31"), (COSHAM, "3"), (HILSEA, "12"), ("", "48")):
        sent = form | {"ward": ward, "number": number, "base": "600" if ward else "1800"} | once()
        for _ in range(2):  # sent twice is one
            ours.post(at("need_figure", measure.public_id), sent, follow=True)
    ours.post(at("need_figure", measure.public_id), form | {"ward": HILSEA, "number": "14"} | once())
    assert list(NeedFigure.objects.filter(ward=HILSEA).values_list("number", "revision")) == [(12, 1), (14, 2)]

    page = words_of(theirs.get(at("need", measure.public_id)))
    assert "Cosham 1 to 4" in page
    assert "Charles Dickens 31 600 5%" in page
    assert "Hilsea 5 or more" in page  # else Cosham is what the whole area has beside the two
    assert "Most affected: Charles Dickens, 5%" not in page  # of one rate there is no gap
    assert "Charles Dickens 31 600 5%" in words_of(ours.get(at("need", measure.public_id)))  # one title, one number
    assert "Cosham 1 to 4" in words_of(ours.get(at("need", measure.public_id)))
    assert theirs.get(at("need_recorded", measure.public_id)).status_code == 403
    recorded = words_of(ours.get(at("need_recorded", measure.public_id)))
    assert "Cosham, 11 to 15" in recorded
    assert "3 of 600" in recorded
    assert "12 of 600" in recorded


def test_a_file_says_the_fault_of_each_line_by_its_number_and_is_taken_in_once(signed_in, keeper):
    ours = signed_in(keeper)
    told.measure(keeper)
    example = words_of(ours.get(at("needs_template")))
    good = "Young carers known,Cosham,11 to 15,,,31/03/2025,count,24,,610,,,Invented,31/03/2099"
    assert example == ",".join(file.COLUMNS) + " " + ",".join(file.EXAMPLE)
    assert "11 to 15" in example  # opened and saved in Excel, 11-15 comes back as a month
    bad = (
        "Young carer known,Cosham,11-15,,,31/03/2025,count,24,,610,,,Invented,31/03/2099",
        "Young carers known,Southsea Castle,11-15,,,31/03/2025,count,24,,610,,,Invented,31/03/2099",
        "Young carers known,Cosham,11-15,,,31/03/2025,count,25,,610,,,Invented,31/03/2099",
        "Young carers known,Hilsea,11-15,,,31/03/2025,prevalence,,,610,,,Invented,31/03/2099",
        "Young carers known,Hilsea,12-15,,,31/03/2025,count,5,,610,,,Invented,31/03/2099",
    )
    content = "\n".join((",".join(file.COLUMNS), good, *bad)).encode()
    shown = ours.post(at("needs_file"), {"file": SimpleUploadedFile("needs.csv", content)})
    page = words_of(shown)
    assert "1 of 6 lines can be taken in" in page
    assert "3 Young carer known Your area has no measure of this name. Is it Young carers known?" in page
    assert "4 Young carers known Your area has no ward Southsea Castle" in page
    assert "5 Young carers known Line 2 says the same cell and day" in page
    assert "6 Young carers known A prevalence needs its rate" in page
    assert "7 Young carers known The column age band is one of 0 to 17, 0 to 4" in page
    assert not NeedFigure.objects.exists()
    said = {"text": hidden(shown, "text"), "idempotency": hidden(shown, "idempotency")}
    for _ in range(2):
        assert "Figures recorded: 1" in words_of(ours.post(at("needs_take_in"), said, follow=True))
    assert NeedFigure.objects.get().number == 24
    again = ours.post(at("needs_file"), {"file": SimpleUploadedFile("needs.csv", content)})
    assert "This figure is recorded already" in words_of(again)


def test_expected_need_less_those_in_a_service_is_the_gap_with_its_range(signed_in, keeper, reader):
    need = told.measure(keeper, "Mental health need")
    met = told.measure(keeper, "Children in a mental health service")
    modelled = {"estimate": "PREVALENCE", "rate": Decimal(16), "low": Decimal(14), "high": Decimal(19)}
    for ward, served in ((CHARLES_DICKENS, 50), (COSHAM, 2), (HILSEA, 90)):
        told.figure(keeper, need, ward, None, 1000, **modelled)
        told.figure(keeper, met, ward, served, 1000)
    signed_in(keeper).post(at("need_met", need.public_id), {"met_by": met.public_id})
    page = words_of(signed_in(reader).get(at("need", need.public_id)))
    assert "Charles Dickens about 160 (140 to 190) 1,000 16% 14% to 19% 50 110 (90 to 140)" in page
    assert "Cosham about 160 (140 to 190) 1,000 16% 14% to 19% 1 to 4 –" in page  # nor by taking away
    assert "Most affected" in page


def test_unmet_need_of_a_few_is_not_printed_and_does_not_follow(signed_in, keeper, reader):
    need, met = told.measure(keeper), told.measure(keeper, "Young carers in a group")
    for ward, number, served in ((CHARLES_DICKENS, 52, 50), (COSHAM, 60, 30), (HILSEA, 40, 40)):
        told.figure(keeper, need, ward, number)
        told.figure(keeper, met, ward, served)
    signed_in(keeper).post(at("need_met", need.public_id), {"met_by": met.public_id})
    page = words_of(signed_in(reader).get(at("need", need.public_id)))
    assert "Charles Dickens 52 600 9% 5 or more 1 to 4" in page
    assert "Cosham 60 600 10% 30 30" in page
    assert "Charles Dickens 5 or more" in words_of(
        signed_in(reader).get(at("need", met.public_id))
    )  # nor on its own page


def figures(*rows) -> reading.Read:
    """A measure as pages read it, of (ward, age band, characteristic, group, number, base)."""
    measure = NeedMeasure(pk=1, area=Area(code="851"), title="Invented")
    made = [
        NeedFigure(
            measure=measure, ward=w, age_band=a, characteristic=c, group=g, number=n, base=b, on=TODAY, estimate="COUNT"
        )
        for w, a, c, g, n, b in rows
    ]
    return reading.read(measure, {measure: made})


def test_no_number_below_five_follows_from_wards_ages_and_totals_together():
    counts = {(CHARLES_DICKENS, "5-10"): 9, (CHARLES_DICKENS, "11-15"): 3, (COSHAM, "5-10"): 8, (COSHAM, "11-15"): 20}
    counts |= {
        (ward, "0-17"): sum(n for (w, _), n in counts.items() if w == ward) for ward in (CHARLES_DICKENS, COSHAM)
    }
    counts |= {("", age): sum(n for (w, a), n in counts.items() if w and a == age) for age in ("5-10", "11-15", "0-17")}
    read = figures(*((ward, age, "", "", n, 500) for (ward, age), n in counts.items()))
    known = {cell[:2]: shown.some for cell, shown in read.cells.items()}
    assert known[CHARLES_DICKENS, "11-15"].words == "fewer than 5"
    unknown = [cell for cell, amount in known.items() if not amount.is_exact]
    shown = {cell: amount.least for cell, amount in known.items() if amount.is_exact}
    fits = set()
    for tried in product(range(41), repeat=4):  # every table of whole numbers that agrees with what is shown
        table = dict(zip([(w, a) for w in (CHARLES_DICKENS, COSHAM) for a in ("5-10", "11-15")], tried, strict=True))
        whole = table | {(w, "0-17"): table[w, "5-10"] + table[w, "11-15"] for w in (CHARLES_DICKENS, COSHAM)}
        whole |= {("", a): whole[CHARLES_DICKENS, a] + whole[COSHAM, a] for a in ("5-10", "11-15", "0-17")}
        if all(whole[cell] == n for cell, n in shown.items()):
            fits.add(whole[CHARLES_DICKENS, "11-15"])
    assert unknown
    assert fits >= {1, 2, 3, 4}


def fillings(read: reading.Read) -> dict:
    """By ward and band, what it can be of all tables that agree with what is shown: ages add up to 0-17, wards to the area of 11-15."""
    within = {
        cell[:2]: range(shown.some.least, 60 if shown.some.most is None else shown.some.most + 1)
        for cell, shown in read.cells.items()
    }
    by_ward = [
        [(w, n, m) for n in within[w, "5-10"] for m in within[w, "11-15"] if n + m in within[w, "0-17"]] for w in WARDS
    ]
    found: dict = {}
    for older in product(*({m for _, _, m in each} for each in by_ward)):
        if sum(older) in within["", "11-15"]:
            found.setdefault(("", "11-15"), set()).add(sum(older))
            for each, m in zip(by_ward, older, strict=True):
                for ward, n, _ in (one for one in each if one[2] == m):
                    for band, number in (("5-10", n), ("11-15", m), ("0-17", n + m)):
                        found.setdefault((ward, band), set()).add(number)
    return found


WARDS = CHARLES_DICKENS, COSHAM, HILSEA


def test_a_line_that_is_not_complete_leaves_the_others_protected():
    chance = Random(25)
    tables = [
        (((3, 4), (5, 2), (1, 3)), 30)
    ]  # by ward those of 5-10 and 11-15, and those of 5-10 of whom no ward is known
    tables += [
        (tuple((chance.randint(0, 9), chance.randint(0, 9)) for _ in WARDS), chance.choice((-1, 2, 5, 30)))
        for _ in range(60)
    ]
    for table, more in tables:
        rows = [(w, a, n) for w, (n, m) in zip(WARDS, table, strict=True) for a, n in bands(n, m)]
        young, old = (sum(each) for each in zip(*table, strict=True))
        rows += [("", a, max(n, 0)) for a, n in bands(young + more, old)]
        found = figures(*((ward, age, "", "", n, 500) for ward, age, n in rows))
        for cell, fits in fillings(found).items():
            assert len(fits) > 1 or min(fits) == 0 or min(fits) >= 5, (table, more, cell)


def bands(young: int, old: int) -> list[tuple[str, int]]:
    return [("5-10", young), ("11-15", old), ("0-17", young + old)]


def test_shares_and_groups_of_too_few_are_not_shown():
    read = figures(
        (COSHAM, "11-15", "", "", 6, 9), ("", "11-15", "SEX", "Girls", 9, 30), ("", "11-15", "SEX", "Boys", 8, 19)
    )
    assert read.by_ward("11-15")[0].share == "–"
    assert read.groups("11-15") == {}
    assert read.is_less
    more = figures(("", "11-15", "SEX", "Girls", 9, 30), ("", "11-15", "SEX", "Boys", 8, 20)).groups("11-15")
    assert [each.share for each in more["Sex"]] == ["40%", "30%"]
    assert "10 percentage points" in reading.inequality(more["Sex"], more_is_need=True).words


def test_the_list_of_needs_asks_no_more_of_three_than_of_one(signed_in, keeper, reader):
    theirs = signed_in(reader)
    told.figure(keeper, told.measure(keeper, "One"), COSHAM, 20)
    theirs.get(at("needs"))
    with CaptureQueriesContext(connection) as few:
        theirs.get(at("needs"))
    for title in ("Two", "Three"):
        told.figure(keeper, told.measure(keeper, title), COSHAM, 20)
    with CaptureQueriesContext(connection) as many:
        assert "Three" in words_of(theirs.get(at("needs")))
    assert len(many) == len(few)
