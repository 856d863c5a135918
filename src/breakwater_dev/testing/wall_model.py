"""A second reading of who may see, in plain Python, written from the rules and sharing nothing with the wall's engine.

It keeps facts in lists and answers, from the rules alone, which rows an actor may read.
"""

from dataclasses import dataclass, field


@dataclass
class Post:
    """An actor: a human (None for a service) in a team, perhaps an overseer of an area, perhaps a breaker of glass."""

    actor: int
    human: int | None
    team: int | None
    area: int
    oversees: bool
    breaks_glass: bool
    school: bool = False


@dataclass
class Facts:
    """Everything that happened, as lists of plain facts with the ids of their rows."""

    people: dict[int, int] = field(default_factory=dict)  # id -> area
    addresses: dict[int, int] = field(default_factory=dict)  # id -> person
    relationships: dict[int, tuple[int, int]] = field(default_factory=dict)
    enrolments: dict[int, dict] = field(default_factory=dict)
    cases: dict[int, dict] = field(default_factory=dict)
    participants: dict[int, dict] = field(default_factory=dict)
    workers: dict[int, dict] = field(default_factory=dict)
    clocks: dict[int, int] = field(default_factory=dict)
    handovers: dict[int, dict] = field(default_factory=dict)
    carried: dict[int, dict] = field(default_factory=dict)
    seals: dict[int, dict] = field(default_factory=dict)
    bars: dict[int, dict] = field(default_factory=dict)
    glasses: list[dict] = field(default_factory=list)
    derived_on: int = 0  # days from today
    day: int = 0


class Model:
    """Who may read what. A reason is what two rows may have in common: the team, the area, the human, the seals, a glass."""

    def __init__(self, facts: Facts):
        self.facts = facts

    def reasons_of(self, post: Post) -> set:
        """What the post brings with it."""
        held = set()
        if post.team and not (post.school and self.facts.derived_on < self.facts.day):
            held.add(("team", post.team))
        if post.oversees:
            held.add(("area", post.area))
        if post.human:
            held.add(("human", post.human))
            held |= {
                ("glass", glass["id"]) for glass in self.facts.glasses if glass["human"] == post.human and glass["live"]
            }
        return held

    def reads_seal(self, post: Post, seal: int) -> bool:
        """A named reader, in a post held when they were named, or in one that oversees the area of the sealed record."""
        facts = self.facts.seals[seal]
        held_then = post.actor in facts["posts"]
        return post.human in facts["readers"] and (held_then or post.oversees and post.area == facts["area"])

    def reads(self, post: Post, reasons: set, seals: frozenset, barred: set) -> bool:
        if post.human in barred:
            return False
        held = self.reasons_of(post)
        if not seals:
            return bool(held & reasons)
        if all(self.reads_seal(post, seal) for seal in seals):
            return True
        breakable = all(self.facts.seals[seal]["breakable"] for seal in seals)
        return breakable and any(reason[0] == "glass" for reason in held & reasons)

    # Seals and bars that stand on a row.
    def seals_on(self, kind: str, key: int) -> frozenset:
        own = {n for n, s in self.facts.seals.items() if (s["kind"], s["target"]) == (kind, key) and not s["lifted"]}
        if kind == "case":
            for child in self.children(key):
                own |= self.seals_on("person", child)
        if kind == "handover":
            for carried in self.facts.carried.values():
                if carried["handover"] == key:
                    own |= self.seals_on("case", carried["case"])
        return frozenset(own)

    def barred_from(self, kind: str, key: int) -> set:
        own = {
            b["human"] for b in self.facts.bars.values() if (b["kind"], b["target"]) == (kind, key) and not b["lifted"]
        }
        if kind == "case":
            for child in self.children(key):
                own |= self.barred_from("person", child)
        if kind == "handover":
            for carried in self.facts.carried.values():
                if carried["handover"] == key:
                    own |= self.barred_from("case", carried["case"])
        return own

    def children(self, case: int) -> set[int]:
        return {
            p["person"]
            for p in self.facts.participants.values()
            if p["case"] == case and p["capacity"] == "CHILD" and not p["ended"]
        }

    # Reasons that reach a row: who may read it while nothing is sealed, and live glass in any event.
    def reasons_for_case(self, case: int) -> set:
        facts = self.facts.cases[case]
        reasons = {("team", facts["team"]), ("area", facts["area"])}
        reasons |= {("human", w["human"]) for w in self.facts.workers.values() if w["case"] == case and not w["ended"]}
        for carried in self.facts.carried.values():
            if carried["case"] == case and carried["gives_sight"]:
                reasons.add(("team", carried["to"]))
            if carried["case"] == case and carried["until"] is not None and carried["until"] >= self.facts.day:
                reasons.add(("team", carried["from"]))
        return reasons | self.glass_on("case", case)

    def glass_on(self, kind: str, key: int) -> set:
        return {("glass", g["id"]) for g in self.facts.glasses if (g["kind"], g["target"]) == (kind, key) and g["live"]}

    def effective(self, reasons: set, seals: frozenset) -> set:
        """What may read a row once its seals have spoken."""
        if not seals:
            return reasons
        left = {("seals", seals)}
        if all(self.facts.seals[seal]["breakable"] for seal in seals):
            left |= {reason for reason in reasons if reason[0] == "glass"}
        return left

    def reasons_for_person(self, person: int) -> set:
        reasons = {("area", self.facts.people[person])} | self.glass_on("person", person)
        for place in self.facts.enrolments.values():
            if place["person"] == person and place["verified"] is not None:
                begins = max(place["starts"], place["verified"])
                if begins <= self.facts.day and (place["ends"] is None or place["ends"] >= self.facts.day):
                    reasons.add(("team", place["team"]))
        for part in self.facts.participants.values():
            if part["person"] == person and not part["ended"]:
                reasons |= self.effective(self.reasons_for_case(part["case"]), self.seals_on("case", part["case"]))
        return reasons

    def holds(self, post: Post, reasons: set) -> bool:
        held = self.reasons_of(post)
        return any(
            reason in held or reason[0] == "seals" and all(self.reads_seal(post, seal) for seal in reason[1])
            for reason in reasons
        )

    def may(self, post: Post, reasons: set, barred: set) -> bool:
        return post.human not in barred and self.holds(post, reasons)

    def visible(self, post: Post) -> dict[str, set[int]]:
        f = self.facts
        people = {p: self.effective(self.reasons_for_person(p), self.seals_on("person", p)) for p in f.people}
        cases = {c: self.effective(self.reasons_for_case(c), self.seals_on("case", c)) for c in f.cases}
        sees_person = {p for p in f.people if self.may(post, people[p], self.barred_from("person", p))}
        sees_case = {c for c in f.cases if self.may(post, cases[c], self.barred_from("case", c))}
        sees_handover = {
            h
            for h, facts in f.handovers.items()
            if self.may(
                post,
                self.effective(
                    {("team", facts["from"]), ("team", facts["to"]), ("area", facts["area"])},
                    self.seals_on("handover", h),
                ),
                self.barred_from("handover", h),
            )
        }
        return {
            "people_person": sees_person,
            "people_address": {a for a, p in f.addresses.items() if p in sees_person},
            "people_enrolment": {e for e, place in f.enrolments.items() if place["person"] in sees_person},
            "people_relationship": {r for r, (a, b) in f.relationships.items() if self.sees_both(post, people, a, b)},
            "casework_case": sees_case,
            "casework_clock": {k for k, c in f.clocks.items() if c in sees_case},
            "casework_caseworker": {w for w, worker in f.workers.items() if worker["case"] in sees_case},
            "casework_participant": {
                p for p, part in f.participants.items() if self.sees_participant(post, people, cases, part)
            },
            "casework_handover": sees_handover,
            "casework_handovercase": {k for k, row in f.carried.items() if row["handover"] in sees_handover},
        }

    def sees_both(self, post: Post, people: dict, one: int, other: int) -> bool:
        """A tie between two people: for whoever may know of both for the same reason; a sealed one decides."""
        if post.human in self.barred_from("person", one) | self.barred_from("person", other):
            return False
        return self.holds(
            post,
            self.stricter(people[one], self.seals_on("person", one), people[other], self.seals_on("person", other)),
        )

    def stricter(self, first: set, first_seals: frozenset, second: set, second_seals: frozenset) -> set:
        if first_seals and second_seals:
            return self.effective(first & second, first_seals | second_seals)
        if first_seals or second_seals:
            return first if first_seals else second
        return first & second

    def sees_participant(self, post: Post, people: dict, cases: dict, part: dict) -> bool:
        """The readers of the case; where the person is sealed, the seal decides."""
        case, person = part["case"], part["person"]
        if post.human in self.barred_from("case", case) | self.barred_from("person", person):
            return False
        seals = self.seals_on("person", person)
        if not seals:
            return self.holds(post, cases[case])
        return self.holds(post, self.stricter(cases[case], self.seals_on("case", case), people[person], seals))
