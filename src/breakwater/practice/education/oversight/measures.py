"""What is measured of the schools' lists, each measure defined once."""

from breakwater.foundation.figures.finding import Finding
from breakwater.foundation.figures.measures import Good, Measure
from breakwater.practice.education.pathway import ANSWER, CALL_BY

PROTOCOL = str(ANSWER.source)
ENDED = "A pupil whose place in every cohort ended is not counted. A recalled list does not count."

MEASURES = {
    one.key: one
    for one in (
        Measure("pupils", "Pupils on lists", "Pupils on lists that are out.", PROTOCOL, "", when=ENDED),
        Measure(
            "released",
            "Lists released",
            "Lists that were released to their school.",
            PROTOCOL,
            "",
            is_rate=True,
            of_what="Lists made for the fortnight.",
            good=Good.MORE,
        ),
        Measure(
            "answered",
            "Lists answered in time",
            f"Lists that the school answered in time. The time allowed: {ANSWER.allows}, from when {ANSWER.starts_when}.",
            PROTOCOL,
            "",
            is_rate=True,
            of_what="Lists released that are answered, or whose time has run out.",
            good=Good.MORE,
        ),
        Measure(
            "pupils_answered",
            "Pupils the school answered for",
            "Pupils on lists that the school has answered for.",
            PROTOCOL,
            "",
            is_rate=True,
            of_what="Pupils on lists that are out.",
            when=ENDED,
            good=Good.MORE,
        ),
        Measure(
            "called",
            "Calls held in time",
            f"Calls with schools that ended in time. The time allowed: {CALL_BY.allows}, from when {CALL_BY.starts_when}.",
            str(CALL_BY.source),
            "",
            is_rate=True,
            of_what="Calls about released lists that are held, or whose time has run out.",
            good=Good.MORE,
        ),
        Measure(
            "wrong",
            "Wrongly included",
            "Pupils who were not the school’s and were on its list, and lists that were recalled. The target is none; each is an incident.",
            PROTOCOL,
            "",
            good=Good.FEWER,
        ),
    )
}
FINDING = Finding("answered", "lists", "were answered in time", "pupils are on the lists")
