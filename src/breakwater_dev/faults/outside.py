"""What the product asks of others is slow or down: the virus scanner, the mail."""

import time

from breakwater_dev.load.report import Report
from breakwater_dev.testing.machines import Machine

from . import world
from .scene import scene

SLOW_SECONDS = 25.0
STARVED_SECONDS = 10.0  # an answer that takes longer than this was held up
BY_ITSELF_SECONDS = 400  # the longest wait between two of five tries is 256
HELD = "select count(*) from casework_document where state = 'HELD'"


def scanner(machine: Machine, report: Report, times: int) -> None:
    """The virus scanner takes 25 seconds a file while eight people add files: others go on, files wait or are refused with words."""
    with scene(machine, report, drafts=60 + 6 * times) as tried:
        tried.begin(uploaders=8)
        begun = time.monotonic()
        tried.clamd.seconds = SLOW_SECONDS
        tried.crowd.said.slowest.clear()
        before = len(tried.crowd.said.told["file"])
        reads = 0
        while (
            len(tried.crowd.said.told["file"]) - before < 2 * times or reads < 10 * times
        ) and time.monotonic() - begun < 60 + 10 * times:
            time.sleep(0.2)
            reads = len(tried.crowd.said.told["read"])
        said = tried.crowd.said
        slowest = {kind: seconds for kind, seconds in said.slowest.items() if kind != "file"}
        kept = len(said.told["file"]) - before
        away = sum(times for kind, times in said.refused_of.items() if kind != "file")
        tried.clamd.seconds = 0.0
        report.judge("files_kept_meanwhile", kept, kept >= 2 * times)
        longest = max(slowest.values(), default=99.0)
        report.judge("longest_answer_to_others", f"{longest:.1f}s", bool(slowest) and longest < STARVED_SECONDS)
        report.judge("others_turned_away", away, away == 0)
        tried.crowd.end()
        held = machine.ask(HELD)[0][0]
        report.judge("files_that_waited", held, held > 0)
        machine.part(world.__file__, "scan")
        found = tried.judge()
        report.judge("files_still_waiting", found.held, found.held == 0)


def mail(machine: Machine, report: Report, times: int) -> None:
    """The mail service refuses, hangs up, and takes a message without a word; then it is back."""
    with scene(machine, report, drafts=30 + 6 * times) as tried:
        tried.begin()
        post = tried.post
        for number in range(times):
            post.trouble = ("down", "cut", "unsaid")[number % 3]
            had = post.refused + sum(post.arrived.values())
            tried.wait_until(lambda had=had: post.refused + sum(post.arrived.values()) > had, 60)
            tried.pause()
        post.trouble = ""
        tried.crowd.end()
        begun = time.monotonic()
        by_itself = tried.wait_until(lambda: not tried.waiting(), BY_ITSELF_SECONDS)
        report.judge("refused", post.refused, post.refused >= times / 3)
        report.judge("all_carried_by_itself", f"{time.monotonic() - begun:.0f}s", by_itself)
        tried.judge()
