"""Count an installation's front door again from its plain rows and compare every measure with what the product counts.

    python tests/recount/recount.py --data DIR [--database breakwater] [--months 37]

Reads only. Ends with status 1 where a number differs, and prints which.
"""

import argparse
import os
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

COUNTS = "select * from access.front_door_counts(%s, %s, %s, %s)"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--data", required=True, type=Path, help="the installation's data folder")
    asked.add_argument("--database", default="breakwater")
    asked.add_argument("--months", type=int, default=37)
    wanted = asked.parse_args()
    os.environ["BREAKWATER_DATA"] = str(wanted.data)
    from breakwater.delivery.cluster import OWNER, Cluster
    from breakwater_dev.testing.recount import recount

    at, different = datetime.now(UTC), 0
    cluster = Cluster(_home(wanted.data))
    with cluster.connect(role=OWNER, database=wanted.database) as owner:
        year, month = divmod(at.year * 12 + at.month - wanted.months, 12)
        since, until = at.date().replace(year=year, month=month + 1, day=1), _next_month(at.date())
        for area, name in owner.execute("select id, name from organisations_area order by id").fetchall():
            again = recount(owner, area=area, since=since, until=until, at=at)
            counted = _counted(owner, area, since, until, at)
            wrong = {
                place: (counted[place], again[place]) for place in {*counted, *again} if counted[place] != again[place]
            }
            for place, (ours, theirs) in sorted(wrong.items(), key=str):
                print(f"{name}: {' '.join(map(str, place))}: counted {ours}, again {theirs}")
            different += len(wrong)
            print(f"{name}: {len(again)} numbers in {len({place[1] for place in again})} tables, {len(wrong)} differ")
    return 1 if different else 0


def _home(data: Path) -> Path:
    return data if (data / "data").is_dir() else data / "postgres"


def _next_month(day):
    return day.replace(year=day.year + day.month // 12, month=day.month % 12 + 1, day=1)


def _counted(owner, area, since, until, at) -> Counter:
    with owner.transaction(force_rollback=True):
        owner.execute(
            "select set_config('bw.actor', (select id::text from organisations_actor where service = 'lists' and area_id = %s), true)",
            [area],
        )
        if not owner.execute("select nullif(current_setting('bw.actor', true), '')").fetchone()[0]:
            made = owner.execute(
                "insert into organisations_actor (area_id, service) values (%s, 'lists') returning id", [area]
            ).fetchone()
            owner.execute("select set_config('bw.actor', %s, true)", [str(made[0])])
        return Counter({tuple(place): n for *place, n in owner.execute(COUNTS, [area, since, until, at])})


if __name__ == "__main__":
    sys.exit(main())
