"""What is asked at the moment somebody looks: the queue, mail, backups, the database's connections, the scanner and the disk."""

import shutil
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from breakwater.delivery.backups import state as backups
from breakwater.foundation import jobs
from breakwater.foundation.storage import scanning
from breakwater.partnership.notifications import measures

CONNECTIONS = """
select numbackends, current_setting('max_connections')::int from pg_stat_database where datname = current_database()
"""
FAILED = """
select job.task_name, count(distinct job.id) from procrastinate_jobs job
join procrastinate_events event on event.job_id = job.id and event.type = 'failed'
where job.status = 'failed' and event.at >= %s - interval '1 day' group by 1 order by 1
"""


class Gauges(Collector):
    """One look, each time it is asked. Where the database does not answer it says that, and what else it knows."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        try:
            found = list(of_the_database(now))
            yield GaugeMetricFamily("breakwater_database_up", "1 while the database answers", 1)
            yield from found
        except DatabaseError:
            yield GaugeMetricFamily("breakwater_database_up", "1 while the database answers", 0)
        finally:
            connections.close_all()  # each look comes in a thread of its own
        yield from of_the_backups(now)
        if settings.BREAKWATER_CLAMD:
            scanner = scanning.scanner(scanning.PATIENCE_SECONDS)
            yield GaugeMetricFamily("breakwater_scanner_up", "1 while the virus scanner answers", int(scanner.is_up()))
            if made := scanner.signatures_from():
                yield _age("breakwater_scanner_signatures_age_seconds", "Age of what the scanner knows", made, now)
        free = shutil.disk_usage(settings.BREAKWATER_DATA).free
        yield GaugeMetricFamily("breakwater_disk_free_bytes", "Room left where the data folder lies", free)


def of_the_database(now: datetime) -> Iterator[GaugeMetricFamily]:
    queue, mail = jobs.state(at=now), measures.outbox_state(at=now)
    yield GaugeMetricFamily("breakwater_jobs_due", "Jobs that could begin now", queue.due)
    yield _age("breakwater_jobs_oldest_seconds", "Since when the oldest of them waits", queue.oldest_due_at or now, now)
    yield GaugeMetricFamily("breakwater_jobs_abandoned", "Jobs left half done by a worker", len(queue.abandoned))
    if queue.last_heartbeat:
        yield _age("breakwater_worker_silent_seconds", "Since a worker last said it lives", queue.last_heartbeat, now)
    yield GaugeMetricFamily("breakwater_workers_up", "1 while a worker lives", int(not queue.is_stopped))
    yield GaugeMetricFamily("breakwater_mail_late", "E-mails that wait for more than 10 minutes", mail.late)
    yield GaugeMetricFamily("breakwater_mail_failed", "E-mails of the last day that did not arrive", mail.failed)
    with connection.cursor() as cursor:
        cursor.execute(CONNECTIONS)
        held, most = cursor.fetchone()
        cursor.execute(FAILED, [now])
        failed = cursor.fetchall()
    yield GaugeMetricFamily("breakwater_database_connections", "Connections to the database", held)
    yield GaugeMetricFamily("breakwater_database_connections_max", "How many the server allows", most)
    by_job = GaugeMetricFamily("breakwater_jobs_failed", "Jobs that failed in the last day", labels=["job"])
    for name, count in failed:
        by_job.add_metric([name], count)
    yield by_job


def of_the_backups(now: datetime) -> Iterator[GaugeMetricFamily]:
    known = backups.state(settings.BREAKWATER_DATA, is_set_up=bool(settings.BREAKWATER_BACKUP), at=now)
    yield GaugeMetricFamily("breakwater_backup_late", "1 where something saved now might be lost", int(known.is_late))
    if known.based_at:
        yield _age("breakwater_backup_age_seconds", "Age of the last whole backup", known.based_at, now)
        yield GaugeMetricFamily("breakwater_backup_bytes", "Its size", known.base_bytes)
    if known.reached_at:
        yield _age("breakwater_backup_unsaved_seconds", "What is newer is in no backup", known.reached_at, now)
    if known.rehearsed_at:
        yield _age(
            "breakwater_rehearsal_age_seconds", "Age of the last rehearsal of a restore", known.rehearsed_at, now
        )
        yield GaugeMetricFamily("breakwater_rehearsal_passed", "Whether it passed", int(known.rehearsal_passed))


def _age(name: str, words: str, since: datetime, now: datetime) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, (now - since).total_seconds())
