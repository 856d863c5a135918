"""Two connections change enrolments, seals, participants and offers at once; afterwards nobody sees too much or too little.

After each storm every row is derived again by the owner. A row whose readers change by that was stale.
"""

import random
import threading

import psycopg
import pytest
from psycopg import errors

from breakwater.foundation.grants.build import RoomsOfTheWall
from breakwater.foundation.grants.declare import WALLED, Part, Root
from breakwater_dev.testing import databases
from breakwater_dev.testing.rows import NOW, Rows

DECLARED = [table for table in RoomsOfTheWall().tables if isinstance(table, WALLED)]
ROOTS = {table.kind: table.name for table in DECLARED if isinstance(table, Root)}
READERS = " union all ".join(
    f"select '{table.name}', id, scopes, barred, seals from {table.name}" for table in DECLARED
)


class Storm:
    """A small world in a database of its own, and the two who change it."""

    def __init__(self, cluster, database: str):
        self.cluster, self.database = cluster, database
        self.owner = databases.connect(cluster, database, role="bw_owner")
        rows = Rows(self.owner)
        area = rows.add("organisations_area", name="Here")
        self.org = rows.add("organisations_organisation", name="Council", kind="COUNCIL")
        self.teams = [
            rows.add("organisations_team", organisation_id=self.org, area_id=area, name=f"T{n}") for n in range(3)
        ]
        self.humans = [rows.add("organisations_user", email=f"{n}@example.org", is_active=True) for n in range(2)]
        posts = [
            rows.add(
                "organisations_membership",
                user_id=human,
                team_id=self.teams[0],
                role="mash_manager",
                starts_on="2020-01-01",
            )
            for human in self.humans
        ]
        self.actors = [rows.actor(membership=post) for post in posts]
        self.intake = rows.actor(area=area, service="intake")
        self.area = area
        self.people = [rows.add("people_person", area_id=area, entered_by_id=self.intake) for _ in range(2)]
        self.cases = [
            rows.add("casework_case", area_id=area, responsible_team_id=self.teams[0], opened_by_id=self.intake)
            for _ in range(2)
        ]
        with self.owner.transaction():  # an open episode without a lead has a clock for finding one, when this ends
            for case in self.cases:
                rows.add("casework_clock", case_id=case, rule="early_help.find_lead", team_id=self.teams[0])
            self.episodes = [rows.add("early_help_episode", case_id=case, label="l") for case in self.cases]

    def close(self) -> None:
        self.owner.close()

    def acts(self, rows: Rows, chance: random.Random) -> list:
        """What one of the two may do, each in one transaction."""
        person, case, team = chance.choice(self.people), chance.choice(self.cases), chance.choice(self.teams)

        def enrol():
            rows.add(
                "people_enrolment",
                person_id=person,
                team_id=team,
                school_id=self.org,
                starts_on="2020-01-01",
                verified_on="2020-01-01",
                verified_by_id=self.intake,
            )

        def leave():
            rows.connection.execute(
                "update people_enrolment set ends_on = '2020-02-01' where id = "
                "(select id from people_enrolment where ends_on is null order by random() limit 1)"
            )

        def take_part():
            rows.add(
                "casework_participant", case_id=case, person_id=person, capacity=chance.choice(["CHILD", "SIBLING"])
            )

        def end_part():
            rows.connection.execute(
                "update casework_participant set ends_at = %s where id = "
                "(select id from casework_participant where ends_at is null order by random() limit 1)",
                [NOW],
            )

        def add_parts():
            rows.add("people_address", person_id=person, kind="HOME")
            rows.add(
                "early_help_agreement", episode_id=chance.choice(self.episodes), answer="OBJECTS", by_id=self.intake
            )

        def work():
            rows.add(
                "casework_caseworker",
                case_id=case,
                user_id=chance.choice(self.humans),
                membership_id=1,
                capacity=f"C{chance.random()}"[:11],
            )

        def offer():
            handover = rows.add(
                "casework_handover",
                area_id=self.area,
                from_team_id=self.teams[0],
                to_team_id=self.teams[1],
                reason="r",
                status="OFFERED",
                offered_by_id=self.intake,
            )
            rows.add(
                "casework_handovercase",
                handover_id=handover,
                case_id=case,
                to_team_id=self.teams[1],
                from_team_id=self.teams[0],
                gives_sight=True,
            )

        def seal():
            kind, target = chance.choice([("person", person), ("case", case)])
            rows.connection.execute("select access.act_as(%s)", [self.actors[0]])
            rows.connection.execute(
                "select access.seal_row(%s, %s, %s, 'why', true, null)", [kind, target, self.humans]
            )

        def lift():
            rows.connection.execute("select access.act_as(%s)", [self.actors[0]])
            rows.connection.execute(
                "select access.lift_seal(id) from access.seal where lifted_at is null order by random() limit 1"
            )

        def bar():
            kind, target = chance.choice([("person", person), ("case", case)])
            rows.connection.execute("select access.act_as(%s)", [self.actors[0]])
            rows.connection.execute("select access.bar_human(%s, %s, 7, 'why')", [kind, target])

        return [enrol, enrol, leave, take_part, take_part, end_part, add_parts, add_parts, work, offer, seal, lift, bar]

    def blow(self, seed: int, rounds: int, acts: int = 1) -> tuple[int, int]:
        """Both at once, `rounds` transactions each of so many acts. How many were done, and how many met in a deadlock."""
        done, met = [], []

        def one(number: int) -> None:
            chance = random.Random(f"{seed} {number}")
            with psycopg.connect(host=str(self.cluster.socket), user="bw_owner", dbname=self.database) as connection:
                rows = Rows(connection)
                for _ in range(rounds):
                    try:
                        for act in chance.sample(self.acts(rows, chance), acts):
                            act()
                        connection.commit()
                        done.append(number)
                    except errors.DeadlockDetected:
                        connection.rollback()
                        met.append(number)
                    except (errors.UniqueViolation, errors.NoDataFound, errors.ForeignKeyViolation):
                        connection.rollback()

        threads = [threading.Thread(target=one, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return len(done), len(met)

    def readers(self) -> dict:
        return {(table, key): rest for table, key, *rest in self.owner.execute(READERS).fetchall()}

    def derive_everything(self) -> None:
        for _ in range(3):
            for kind, table in ROOTS.items():
                self.owner.execute(f"select access.derive('{kind}', id) from {table} order by id")
        for table in DECLARED:
            if isinstance(table, Part):
                self.owner.execute(f"update {table.name} set scopes = scopes")


@pytest.fixture
def storm(test_cluster):
    name = databases.clone(test_cluster, "bw_test_storm")
    made = Storm(test_cluster, name)
    yield made
    made.close()
    databases.drop(test_cluster, name)


def test_after_a_storm_of_changes_no_row_is_stale(storm):
    done, met = storm.blow(seed=1, rounds=60)
    left = storm.readers()
    storm.derive_everything()
    assert storm.readers() == left
    assert done > 40
    assert met <= done // 10


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 4))
def test_after_long_storms_no_row_is_stale(storm, seed):
    storm.blow(seed=seed, rounds=80, acts=2)
    left = storm.readers()
    storm.derive_everything()
    assert storm.readers() == left


def test_two_enrolments_ended_at_once_leave_neither_school_with_sight(storm):
    rows = Rows(storm.owner)
    child = storm.people[0]
    places = [
        rows.add(
            "people_enrolment",
            person_id=child,
            team_id=team,
            school_id=storm.org,
            starts_on="2020-01-01",
            verified_on="2020-01-01",
            verified_by_id=storm.intake,
        )
        for team in storm.teams[:2]
    ]
    begun = storm.readers()["people_person", child][0]
    both = [psycopg.connect(host=str(storm.cluster.socket), user="bw_owner", dbname=storm.database) for _ in places]
    for connection, place in zip(both, places, strict=True):
        thread = threading.Thread(
            target=lambda c=connection, p=place: c.execute(
                "update people_enrolment set ends_on = '2020-02-01' where id = %s", [p]
            )
        )
        thread.start()
        thread.join(0.5)
    both[0].commit()
    thread.join(5)
    both[1].commit()
    for connection in both:
        connection.close()
    assert len(begun) == 3
    assert len(storm.readers()["people_person", child][0]) == 1
