"""SG-22: every list and count of the board, on a random year, against a recount by SQL that knows neither the board nor the wall."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connections

from breakwater.partnership.organisations.access import acting_as
from breakwater.practice.front_door.arrivals.operations import arrivals
from breakwater.practice.front_door.board.listing import board_for
from breakwater.practice.front_door.duty_wall.page import wall_for
from breakwater_dev.testing import factories as make
from breakwater_dev.testing.random_year import ENDS, fill

SOON = ENDS + timedelta(hours=2)
# One row a contact that a reader of the area should find on the board, and what is so of it.
OPEN = """
with running as (
  select case_id, min(due_at) filter (where rule in ('front_door.decision', 'handovers.declined')) as due_at,
         bool_or(rule = 'handovers.declined') as came_back, bool_or(breach_at <= %(at)s) as is_late,
         bool_or(rule in ('front_door.decision', 'handovers.declined')) as has_duty
    from casework_clock where stopped_at is null group by case_id)
select c.id, k.stage, c.rag, c.channel, c.immediate_danger as danger, c.child_id is null as unsettled, coalesce(r.is_late, false) as is_late,
       k.stage in ('received', 'screening', 'gathering', 'analysing', 'ready') as to_decide, coalesce(r.came_back, false) as came_back,
       coalesce(r.has_duty, false) as has_duty, coalesce(r.due_at <= %(soon)s, false) as is_soon,
       coalesce(c.claimed_until > %(at)s, false) as is_held, c.claimed_by_id = %(me)s as is_mine,
       exists (select from front_door_letter l join front_door_receiptline n on n.id = l.line_id
                where n.contact_id = c.id and l.sent_at is null and l.waived_at is null) as is_untold
  from front_door_contact c join casework_case k on k.id = c.case_id left join running r on r.case_id = c.case_id
 where k.kind = 'contact' and k.closed_at is null and k.area_id = %(area)s and k.seals = '{}'
   and not exists (select from front_door_contactlink t where t.other_id = c.id and t.kind = 'DUPLICATE' and t.ended_at is null)
"""
LISTS = {
    **{
        ("stage", stage): lambda row, stage=stage: row["stage"] == stage
        for stage in ("received", "screening", "gathering", "analysing", "ready")
    },
    ("stage", "came_back"): lambda row: not row["to_decide"] and row["came_back"],
    ("stage", "waiting"): lambda row: not row["to_decide"] and not row["has_duty"],
    ("rag", "none"): lambda row: row["rag"] == "",
    **{("rag", rag): lambda row, rag=rag: row["rag"] == rag for rag in ("RED", "AMBER", "GREEN", "BLUE")},
    ("whose", "mine"): lambda row: row["is_held"] and row["is_mine"],
    ("whose", "unclaimed"): lambda row: row["to_decide"] and row["stage"] != "ready" and not row["is_held"],
    ("only", "overdue"): lambda row: row["is_late"],
    ("only", "soon"): lambda row: row["is_soon"],
    ("only", "danger"): lambda row: row["danger"] and row["to_decide"],
    ("only", "unsettled"): lambda row: row["unsettled"],
    ("came", "PHONE"): lambda row: row["channel"] == "PHONE",
    ("stage", ""): lambda row: True,
}
COUNTS = {
    "all": ("stage", ""),
    "overdue": ("only", "overdue"),
    "danger": ("only", "danger"),
    "mine": ("whose", "mine"),
    "unclaimed": ("whose", "unclaimed"),
    "received": ("stage", "received"),
    "screening": ("stage", "screening"),
    "gathering": ("stage", "gathering"),
    "analysing": ("stage", "analysing"),
    "ready": ("stage", "ready"),
    "came_back": ("stage", "came_back"),
    "waiting": ("stage", "waiting"),
}


def a_year(superuser: psycopg.Connection, *, contacts: int, seed: int):
    """A random year behind the wall: who reads it, and the rows of the recount."""
    mash, other = make.team("MASH", service="front_door"), make.team("Another team")
    manager = make.actor("mash_manager", of=mash)
    area, posts = make.area(), [manager.pk]
    first = arrivals.receive(
        arrivals.Arrival(area=area, channel="PUBLIC", key="first", worry="Shouting"),
        by=make.intake(),
        at=ENDS - timedelta(days=1),
    )
    fill(
        superuser,
        area=area.pk,
        team=mash.pk,
        other_team=other.pk,
        actor=manager.pk,
        posts=posts,
        contacts=contacts,
        seed=seed,
    )
    superuser.execute("set session_replication_role = replica")
    superuser.execute(
        """update casework_case set stage = case when closed_at is not null then 'closed'
             else (array['received', 'screening', 'gathering', 'analysing', 'ready'])[1 + id % 5] end where kind = 'contact'"""
    )
    superuser.execute(
        """update casework_case k set stage = (array['decided', 'on_open_case', 'handed_on'])[1 + k.id % 3]
             from front_door_contact c where c.case_id = k.id and k.closed_at is null and c.decided_at is not null"""
    )
    # Once decided, the only duty that may run is that of what was sent back: of every other one here.
    decided = "from casework_case k where k.id = d.case_id and k.stage in ('decided', 'on_open_case', 'handed_on')"
    superuser.execute(
        f"update casework_clock d set stopped_at = started_at, stopped_by_id = {manager.pk} {decided} and d.rule = 'front_door.decision'"
    )
    superuser.execute(
        f"""update casework_clock d set rule = 'handovers.declined', stopped_at = null, stopped_by_id = null {decided}
             and k.id % 2 = 0 and d.id = (select max(o.id) from casework_clock o where o.case_id = k.id)"""
    )
    superuser.execute(
        "update front_door_contact set immediate_danger = id %% 3 = 0, claimed_by_id = %s, claimed_until = %s + (id %% 5 - 2) * interval '1 hour' where id %% 3 = 0",
        [manager.membership_id, ENDS],
    )
    see = superuser.execute(
        "select k.scopes from casework_case k join front_door_contact c on c.case_id = k.id where c.submission_id = %s",
        [first.submission_id],
    ).fetchone()[0]
    walled = superuser.execute(
        "select table_name from information_schema.columns where column_name = 'scopes' and table_schema = 'public'"
    ).fetchall()
    for (table,) in walled:
        superuser.execute(f"update {table} set scopes = %s", [see])
    for table, key in (("casework_case", "id"), ("casework_clock", "case_id"), ("front_door_contact", "case_id")):
        superuser.execute(
            f"update {table} set scopes = '{{}}' where {key} in (select id from casework_case where seals <> '{{}}')"
        )
    superuser.execute("set session_replication_role = default")
    superuser.execute("analyze")
    asked = {"at": ENDS, "soon": SOON, "me": manager.membership_id, "area": area.pk}
    found = superuser.cursor(row_factory=psycopg.rows.dict_row).execute(OPEN, asked).fetchall()
    return manager, found


def listed(manager, wanted: dict) -> list[int]:
    """Every contact of every page of a list, in its order."""
    with acting_as(manager):
        page, keys = 1, []
        while True:
            board = board_for(manager, now=ENDS, wanted=wanted, page=page)
            keys += [card.pk for card in board.cards]
            if not board.page.has_next():
                return keys
            page += 1


def agree(test_cluster, *, contacts: int, seed: int) -> None:
    with test_cluster.connect(database=connections["default"].settings_dict["NAME"]) as superuser:
        manager, found = a_year(superuser, contacts=contacts, seed=seed)
    again = {place: {row["id"] for row in found if is_in(row)} for place, is_in in LISTS.items()}
    assert contacts < 1000 or all(again.values()), [place for place, keys in again.items() if not keys]
    for (name, value), keys in again.items():
        shown = listed(manager, {name: value} if value else {})
        assert (len(shown), set(shown)) == (len(keys), keys), (name, value)
    with acting_as(manager):
        board = board_for(manager, now=ENDS, wanted={})
        wall = {column.key: column.count for column in wall_for(manager, now=ENDS).columns}
    assert {name: board.counts[name] for name in COUNTS} == {name: len(again[place]) for name, place in COUNTS.items()}
    assert wall["danger"] == len(again["only", "danger"])


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_sg_22_the_lists_of_a_small_year_are_the_recounted_ones(transactional_db, test_cluster, seed):
    agree(test_cluster, contacts=600, seed=seed)


@pytest.mark.slow
@pytest.mark.parametrize("contacts", [2_000, pytest.param(10_000, marks=pytest.mark.whole)])
def test_sg_22_the_lists_of_a_year_of_thousands_of_contacts_are_the_recounted_ones(
    transactional_db, test_cluster, contacts
):
    agree(test_cluster, contacts=contacts, seed=3)
