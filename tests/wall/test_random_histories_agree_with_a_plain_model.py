"""A thousand random histories of the wall, against a second reading of who may see: plain Python, written from the rules.

Each history runs in a transaction that is undone; a failing one names its seed.
"""

import random
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from breakwater.foundation.dates.london_time import london_date
from breakwater_dev.testing import databases
from breakwater_dev.testing.rows import Rows
from breakwater_dev.testing.wall_model import Facts, Model, Post

TODAY = london_date(datetime.now(UTC))
QUICK, WHOLE, BATCH, EACH_RUN = 60, 1000, 94, 1
TABLES = (
    "people_person",
    "people_address",
    "people_relationship",
    "people_enrolment",
    "casework_case",
    "casework_participant",
    "casework_caseworker",
    "casework_clock",
    "casework_handover",
    "casework_handovercase",
)


class History:
    """One random life of a small world, told to the database and to the model alike."""

    def __init__(self, rows: Rows, posts: list[Post], teams: dict[str, int], areas: list[int], seed: int):
        self.rows, self.posts, self.teams, self.areas = rows, list(posts), teams, areas
        self.chance = random.Random(seed)
        self.facts = Facts()
        self.model = Model(self.facts)
        self.intake = posts[-1].actor

    def sql(self, text: str, *arguments):
        return self.rows.connection.execute(text, arguments)

    def as_owner(self) -> None:
        self.sql("set local role bw_owner")

    def as_post(self, post: Post) -> None:
        self.sql("set local role bw_app")
        self.sql("select access.act_as(%s)", post.actor)

    def date(self, day: int):
        return TODAY + timedelta(days=day - self.facts.day)

    def pick(self, things):
        return self.chance.choice(sorted(things)) if things else None

    def begin(self) -> None:
        self.as_owner()
        self.sql("update access.derivation set done_on = %s", TODAY)
        for _ in range(3):
            area = self.areas[self.chance.random() < 0.2]
            self.facts.people[self.rows.add("people_person", area_id=area, entered_by_id=self.intake, sex="U")] = area
        for _ in range(2):
            self.open_case()

    def open_case(self) -> None:
        area = self.areas[self.chance.random() < 0.2]
        team = self.pick(self.teams.values())
        case = self.rows.add(
            "casework_case", area_id=area, responsible_team_id=team, opened_by_id=self.intake, kind="k", stage="s"
        )
        self.facts.cases[case] = {"team": team, "area": area}
        clock = self.rows.add("casework_clock", case_id=case, team_id=team, rule="r")
        self.facts.clocks[clock] = case

    def enrol(self) -> None:
        person, team = self.pick(self.facts.people), self.teams[self.chance.choice(["school", "other_school"])]
        starts, verified = (
            self.facts.day + self.chance.randint(-5, 2),
            self.chance.choice([None, self.facts.day + self.chance.randint(-5, 1)]),
        )
        ends = self.chance.choice([None, None, starts, starts + self.chance.randint(0, 6)])
        row = self.rows.add(
            "people_enrolment",
            person_id=person,
            team_id=team,
            school_id=self.org,
            starts_on=self.date(starts),
            ends_on=None if ends is None else self.date(ends),
            verified_on=None if verified is None else self.date(verified),
            verified_by_id=None if verified is None else self.intake,
        )
        self.facts.enrolments[row] = {
            "person": person,
            "team": team,
            "starts": starts,
            "ends": ends,
            "verified": verified,
        }

    def change_enrolment(self) -> None:
        row = self.pick(self.facts.enrolments)
        if row is None:
            return
        place = self.facts.enrolments[row]
        if self.chance.random() < 0.5:
            place["verified"] = None if place["verified"] is not None else self.facts.day + self.chance.randint(-3, 1)
        else:
            place["ends"] = self.chance.choice([None, place["starts"] + self.chance.randint(0, 6)])
        self.sql(
            "update people_enrolment set ends_on = %s, verified_on = %s, verified_by_id = %s where id = %s",
            None if place["ends"] is None else self.date(place["ends"]),
            None if place["verified"] is None else self.date(place["verified"]),
            None if place["verified"] is None else self.intake,
            row,
        )

    def add_participant(self) -> None:
        case, person = self.pick(self.facts.cases), self.pick(self.facts.people)
        if any((p["case"], p["person"], p["ended"]) == (case, person, False) for p in self.facts.participants.values()):
            return
        capacity = self.chance.choice(["CHILD", "CHILD", "SIBLING"])
        row = self.rows.add("casework_participant", case_id=case, person_id=person, capacity=capacity)
        self.facts.participants[row] = {"case": case, "person": person, "capacity": capacity, "ended": False}

    def change_participant(self) -> None:
        row = self.pick({k for k, p in self.facts.participants.items() if not p["ended"]})
        if row is None:
            return
        part = self.facts.participants[row]
        if self.chance.random() < 0.5:
            part["ended"] = True
            self.sql("update casework_participant set ends_at = now() where id = %s", row)
        else:
            part["capacity"] = "SIBLING" if part["capacity"] == "CHILD" else "CHILD"
            self.sql("update casework_participant set capacity = %s where id = %s", part["capacity"], row)

    def add_worker(self) -> None:
        case, post = self.pick(self.facts.cases), self.chance.choice(self.posts[:-1])
        capacity = f"C{len(self.facts.workers)}"
        row = self.rows.add(
            "casework_caseworker",
            case_id=case,
            membership_id=self.memberships[post.actor],
            user_id=post.human,
            capacity=capacity,
        )
        self.facts.workers[row] = {"case": case, "human": post.human, "ended": False}

    def end_worker(self) -> None:
        row = self.pick({k for k, w in self.facts.workers.items() if not w["ended"]})
        if row is not None:
            self.facts.workers[row]["ended"] = True
            self.sql("update casework_caseworker set ends_at = now() where id = %s", row)

    def hand_over(self) -> None:
        case = self.pick(self.facts.cases)
        giver = self.facts.cases[case]["team"]
        to = self.pick(set(self.teams.values()) - {giver})
        area = self.facts.cases[case]["area"]
        row = self.rows.add(
            "casework_handover",
            area_id=area,
            from_team_id=giver,
            to_team_id=to,
            reason="r",
            status="OFFERED",
            offered_by_id=self.intake,
            moves_cases=True,
        )
        self.facts.handovers[row] = {"from": giver, "to": to, "area": area, "status": "OFFERED", "case": case}
        part = self.rows.add(
            "casework_handovercase", handover_id=row, case_id=case, to_team_id=to, from_team_id=giver, gives_sight=True
        )
        self.facts.carried[part] = {
            "handover": row,
            "case": case,
            "to": to,
            "from": giver,
            "gives_sight": True,
            "until": None,
        }

    def answer(self) -> None:
        row = self.pick({k for k, h in self.facts.handovers.items() if h["status"] == "OFFERED"})
        if row is None:
            return
        handover = self.facts.handovers[row]
        part, carried = next((k, c) for k, c in self.facts.carried.items() if c["handover"] == row)
        accepts = self.chance.random() < 0.6 and self.facts.cases[handover["case"]]["team"] == handover["from"]
        handover["status"] = "ACCEPTED" if accepts else "DECLINED"
        self.sql(
            "update casework_handover set status = %s, answered_at = now(), answered_by_id = %s, answer_reason = 'r' where id = %s",
            handover["status"],
            self.intake,
            row,
        )
        if not accepts:
            carried["gives_sight"] = False
            self.sql("update casework_handovercase set gives_sight = false where id = %s", part)
            return
        self.sql("select set_config('bw.scopes', array[access.scope_of('team', %s)]::text, true)", handover["to"])
        self.sql("select access.move_responsibility(%s, %s)", row, handover["case"])
        self.facts.cases[handover["case"]]["team"] = handover["to"]
        for other, waits in self.facts.handovers.items():  # what the giver offered of it besides goes along
            if (waits["status"], waits["case"], waits["from"]) == (
                "OFFERED",
                handover["case"],
                handover["from"],
            ) and waits["to"] != handover["to"]:
                waits["from"] = handover["to"]
                next(c for c in self.facts.carried.values() if c["handover"] == other)["from"] = handover["to"]
        if self.chance.random() < 0.7:
            carried["until"] = self.facts.day + self.chance.randint(-1, 2)
            self.sql(
                "update casework_handovercase set giver_sees_until = %s where id = %s",
                self.date(carried["until"]),
                part,
            )

    def _somebody_who_sees(self) -> tuple[Post, str, int] | None:
        kind, table, keys = self.chance.choice(
            [("person", "people_person", self.facts.people), ("case", "casework_case", self.facts.cases)]
        )
        target = self.pick(keys)
        seeing = [post for post in self.posts[:-1] if target in self.model.visible(post)[table]]
        return (self.chance.choice(seeing), kind, target) if seeing else None

    def take_a_later_post(self) -> None:
        """Somebody takes one more post: named earlier as a reader, they read the seal from it only as an overseer of the area."""
        human = self.pick({post.human for post in self.posts if post.human})
        role, name, area = self.chance.choice(
            [("social_worker", "social_care", 0), ("mash_screener", "mash", 0), ("mash_screener", "there", 1)]
        )
        oversees, team = role == "mash_screener", self.teams[name]
        number = self.rows.add(
            "organisations_membership",
            user_id=human,
            team_id=team,
            role=role,
            starts_on=TODAY - timedelta(days=len(self.posts)),
        )
        actor = self.rows.actor(membership=number)
        self.memberships = self.memberships | {actor: number}
        self.posts.insert(0, Post(actor, human, team, self.areas[area], oversees, False))

    def seal(self) -> None:
        found = self._somebody_who_sees()
        if found is None:
            return
        post, kind, target = found
        readers = self.chance.sample(sorted({p.human for p in self.posts if p.human}), self.chance.randint(2, 4))
        breakable = self.chance.random() < 0.6
        self.as_post(post)
        (number,) = self.sql(
            "select access.seal_row(%s, %s, %s, 'why', %s, null)", kind, target, readers, breakable
        ).fetchone()
        self.facts.seals[number] = {
            "kind": kind,
            "target": target,
            "readers": set(readers),
            "posts": {p.actor for p in self.posts if p.human in readers},
            "area": self.facts.people[target] if kind == "person" else self.facts.cases[target]["area"],
            "breakable": breakable,
            "lifted": False,
        }

    def lift_seal(self) -> None:
        number = self.pick({n for n, s in self.facts.seals.items() if not s["lifted"]})
        if number is None:
            return
        post = self.chance.choice([p for p in self.posts if self.model.reads_seal(p, number)])
        self.as_post(post)
        self.sql("select access.lift_seal(%s)", number)
        self.facts.seals[number]["lifted"] = True

    def bar(self) -> None:
        found = self._somebody_who_sees()
        if found is None:
            return
        post, kind, target = found
        human = self.chance.choice([p.human for p in self.posts if p.human])
        self.as_post(post)
        (number,) = self.sql("select access.bar_human(%s, %s, %s, 'why')", kind, target, human).fetchone()
        self.facts.bars[number] = {"kind": kind, "target": target, "human": human, "lifted": False}

    def lift_bar(self) -> None:
        number = self.pick({n for n, b in self.facts.bars.items() if not b["lifted"]})
        if number is None:
            return
        bar = self.facts.bars[number]
        table = {"person": "people_person", "case": "casework_case"}[bar["kind"]]
        seeing = [p for p in self.posts if p.human != bar["human"] and bar["target"] in self.model.visible(p)[table]]
        if seeing:
            self.as_post(self.chance.choice(seeing))
            self.sql("select access.lift_bar(%s)", number)
            bar["lifted"] = True

    def break_glass(self) -> None:
        post = self.chance.choice([p for p in self.posts if p.human])
        kind, keys = self.chance.choice([("person", self.facts.people), ("case", self.facts.cases)])
        target = self.pick(keys)
        area = keys[target] if kind == "person" else keys[target]["area"]
        self.as_post(post)
        (number,) = self.sql("select access.mint_glass(%s, %s, 'a child may be hurt')", kind, target).fetchone()
        unbreakable = any(not self.facts.seals[s]["breakable"] for s in self.model.seals_on(kind, target))
        allowed = (
            post.breaks_glass
            and area == post.area
            and not unbreakable
            and post.human not in self.model.barred_from(kind, target)
        )
        assert (number is not None) == allowed
        if number is not None:
            self.facts.glasses.append({"id": number, "human": post.human, "kind": kind, "target": target, "live": True})

    def glass_lapses(self) -> None:
        live = [glass for glass in self.facts.glasses if glass["live"]]
        if live:
            glass = self.chance.choice(live)
            glass["live"] = False
            self.sql(
                "update access.scope set valid_until = clock_timestamp() - interval '1 minute' where id = %s",
                glass["id"],
            )
            self.sql(
                """update access."grant" set until = clock_timestamp() - interval '1 minute' where scope = %s""",
                glass["id"],
            )
            if self.chance.random() < 0.5:
                self.sql("select access.derive_due()")
                self.facts.derived_on = self.facts.day

    def a_day_passes(self) -> None:
        """Everything dated moves a day back, behind the triggers' backs; sight of schools then waits for the derivation."""
        self.sql("reset role")
        self.sql("set local session_replication_role = replica")
        self.sql(
            "update people_enrolment set starts_on = starts_on - 1, ends_on = ends_on - 1, verified_on = verified_on - 1"
        )
        self.sql("update casework_handovercase set giver_sees_until = giver_sees_until - 1")
        self.sql("""update access."grant" set since = since - interval '1 day', until = until - interval '1 day'""")
        self.sql("update access.scope set valid_until = valid_until - interval '1 day' where kind = 'glass'")
        self.sql("update access.derivation set done_on = done_on - 1")
        self.sql("set local session_replication_role = origin")
        self.facts.day += 1
        for glass in self.facts.glasses:
            glass["live"] = False
        self.compare(told=["before the derivation"], posts=[post for post in self.posts if post.school])
        self.as_post(self.posts[-1])
        self.sql("select access.derive_due()")
        self.facts.derived_on = self.facts.day

    def add_address(self) -> None:
        person = self.pick(self.facts.people)
        self.facts.addresses[self.rows.add("people_address", person_id=person, kind="HOME")] = person

    def add_relationship(self) -> None:
        one, other = self.chance.sample(sorted(self.facts.people), 2)
        if (one, other) not in self.facts.relationships.values():
            self.facts.relationships[
                self.rows.add("people_relationship", person_id=one, other_id=other, code="SIB")
            ] = (one, other)

    def live(self) -> None:
        self.begin()
        acts = {
            self.enrol: 4,
            self.change_enrolment: 3,
            self.add_participant: 5,
            self.change_participant: 2,
            self.add_worker: 2,
            self.end_worker: 1,
            self.hand_over: 2,
            self.answer: 2,
            self.seal: 3,
            self.lift_seal: 1,
            self.bar: 2,
            self.lift_bar: 1,
            self.take_a_later_post: 1,
            self.break_glass: 2,
            self.glass_lapses: 1,
            self.a_day_passes: 1,
            self.add_address: 1,
            self.add_relationship: 2,
        }
        told = []
        for _ in range(self.chance.randint(8, 22)):
            act = self.chance.choices(list(acts), list(acts.values()))[0]
            told.append(act.__name__)
            self.as_owner()
            act()
            if self.chance.random() < 0.12:
                self.compare(told)
        self.compare(told)

    def compare(self, told: list[str], posts: list[Post] | None = None) -> None:
        for post in posts or self.posts:
            self.as_post(post)
            seen = {table: set() for table in TABLES}
            for table, key in self.sql(
                " union all ".join(f"select '{table}', id from {table}" for table in TABLES)
            ).fetchall():
                seen[table].add(key)
            expected = self.model.visible(post)
            wrong = {table: (seen[table], expected[table]) for table in TABLES if seen[table] != expected[table]}
            assert wrong == {}, f"{post} after {told}: (seen, expected) {wrong}\n{self.facts}"


@pytest.fixture(scope="module")
def world(test_cluster):
    """Areas, teams and posts, in a database of their own; and a connection that can be owner and application by turns."""
    name = databases.clone(test_cluster, "bw_test_histories")
    with psycopg.connect(host=str(test_cluster.socket), user="postgres", dbname=name) as connection:
        rows = Rows(connection)
        areas = [rows.add("organisations_area", name=name) for name in ("Here", "There")]
        org = rows.add("organisations_organisation", name="Council", kind="COUNCIL")
        names = ("mash", "tier2", "social_care", "school", "other_school")
        teams = {
            name: rows.add(
                "organisations_team", organisation_id=org, area_id=areas[0], name=name, sight_is_dated="school" in name
            )
            for name in names
        }
        elsewhere = rows.add("organisations_team", organisation_id=org, area_id=areas[1], name="mash there")
        posts, memberships = [], {}

        def post(role: str, team: int, area: int, oversees=False, breaks=False, school=False, human=None) -> Post:
            human = human or rows.add(
                "organisations_user", email=f"{len(posts)}@example.org", password="!", is_active=True
            )
            membership = rows.add("organisations_membership", user_id=human, team_id=team, role=role, starts_on=TODAY)
            actor = rows.actor(membership=membership)
            memberships[actor] = membership
            made = Post(actor, human, team, area, oversees, breaks, school)
            posts.append(made)
            return made

        post("mash_manager", teams["mash"], areas[0], oversees=True, breaks=True)
        screener = post("mash_screener", teams["mash"], areas[0], oversees=True)
        post("tier2_coordinator", teams["tier2"], areas[0])
        post("social_worker", teams["social_care"], areas[0])
        post("dsl", teams["school"], areas[0], school=True)
        post("dsl", teams["other_school"], areas[0], school=True, human=screener.human)
        post("mash_manager", elsewhere, areas[1], oversees=True, breaks=True)
        post("system_administrator", elsewhere, areas[1])
        intake = rows.actor(area=areas[0], service="intake")
        posts.append(Post(intake, None, None, areas[0], True, False))
        connection.commit()
        yield rows, posts, teams | {"there": elsewhere}, areas, org, memberships
        connection.rollback()
    databases.drop(test_cluster, name)


def tell(world, seed: int) -> None:
    rows, posts, teams, areas, org, memberships = world
    history = History(rows, posts, teams, areas, seed)
    history.org, history.memberships = org, memberships
    try:
        history.live()
    except AssertionError as wrong:
        raise AssertionError(f"history {seed}: {wrong}") from None
    finally:
        rows.connection.rollback()


@pytest.mark.slow
def test_sixty_random_histories_agree_with_the_model(world):
    for seed in range(QUICK):
        tell(world, seed)


BATCHES = range(QUICK, WHOLE, BATCH)


@pytest.mark.slow
@pytest.mark.parametrize(
    "first", [*BATCHES[:EACH_RUN], *(pytest.param(first, marks=pytest.mark.whole) for first in BATCHES[EACH_RUN:])]
)
def test_a_thousand_random_histories_agree_with_the_model(world, first):
    for seed in range(first, min(first + BATCH, WHOLE)):
        tell(world, seed)
