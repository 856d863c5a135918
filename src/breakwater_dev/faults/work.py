"""People at work over HTTP while something breaks: each notes what they sent, and what they were told is done.

Whoever hears nothing sends the same form with the same key once more, as a browser does; some give up, which leaves it open whether it
was done. Each works through one address until that is silent, and then through the next, as behind a load balancer.
"""

import itertools
import random
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from http.client import HTTPException
from uuid import uuid4

from breakwater_dev.testing.http import Answer, Visitor

PATIENCE_SECONDS = 150.0
GIVES_UP = 0.15  # of those who heard nothing
THINKS_SECONDS = 0.05
FORM = {"pattern": "repeated", "concern_types": "neglect", "about_someone_who_works_with_children": "no"}


class Over(Exception):
    """The trial has ended, or nobody answered for too long."""


@dataclass
class Said:
    """What people sent and what they were told, by kind, by the name of each thing: shared by all of them."""

    sent: dict[str, dict[str, dict]] = field(default_factory=lambda: defaultdict(dict))
    told: dict[str, dict[str, dict]] = field(default_factory=lambda: defaultdict(dict))
    troubles: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wrong: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refusal: str = ""
    refusals: int = 0
    refused_of: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    unanswered: list[str] = field(default_factory=list)
    slowest: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def sends(self, kind: str, name: str, **facts) -> None:
        with self.lock:
            self.sent[kind].setdefault(name, {}).update(facts)

    def hears(self, kind: str, name: str, **facts) -> None:
        with self.lock:
            self.told[kind].setdefault(name, {}).update(facts)

    def trouble(self, what: str) -> None:
        with self.lock:
            self.troubles[what] += 1

    def refused(self, kind: str, words: str) -> None:
        with self.lock:
            self.refusals, self.refusal = self.refusals + 1, words
            self.refused_of[kind] += 1

    def took(self, kind: str, seconds: float) -> None:
        with self.lock:
            self.slowest[kind] = max(self.slowest[kind], seconds)

    @property
    def heard(self) -> int:
        with self.lock:
            return sum(map(len, self.told.values()))


class Worker:
    """One person on a device of their own. What they do is a generator's: each `next` is one thing done."""

    def __init__(self, crowd: "Crowd", session: str, number: int):
        self.crowd, self.said, self.chance = crowd, crowd.said, random.Random(number)
        self.visitor, self.turns = Visitor(crowd.addresses[0], session), itertools.count(1)

    def ask(
        self, kind: str, method: str, path: str, fields: dict | None = None, *, file: tuple | None = None
    ) -> Answer:
        begun = time.monotonic()
        try:
            answer = self.visitor.ask(method, path, fields, file=file)
        except (OSError, HTTPException) as fault:
            self.said.trouble(type(fault).__name__)
            self._move()
            raise
        finally:
            self.said.took(kind, time.monotonic() - begun)
        if answer.status >= 500:
            self.said.trouble(f"status {answer.status}")
            self.said.refused(kind, answer.text)
            self._move()
        return answer

    def press(
        self, kind: str, path: str, fields: dict, *, file: tuple | None = None, gives_up: bool = True
    ) -> Answer | None:
        """Send the same form until it is answered. None where whoever sent it gave up."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self.ask(kind, "POST", path, fields, file=file)
                if answer.status < 500:
                    return answer
            except (OSError, HTTPException):
                pass
            if self.crowd.gone.is_set() or time.monotonic() > until:
                self.said.unanswered.append(f"{kind} {path}")
                raise Over
            if gives_up and self.chance.random() < GIVES_UP:
                return None
            time.sleep(0.2)

    def _move(self) -> None:
        self.visitor.close()
        addresses = self.crowd.addresses
        self.visitor.host = addresses[next(self.turns) % len(addresses)].removeprefix("http://")


def saves_and_sends(worker: Worker, drafts: list[str], prefix: str):
    """A contact: its worry is saved three times as it is typed, then it is sent."""
    while drafts:
        draft = drafts.pop()
        here = f"/contacts/drafts/{draft}/"
        for number in range(3):
            words = f"{prefix} {draft} {number}"
            worker.said.sends(
                "draft", draft, last=words, of=[*worker.said.sent["draft"].get(draft, {}).get("of", ()), words]
            )
            fields = FORM | {"worry": words, "impact": "Late", "strengths": "Her aunt helps"}
            answer = worker.press("draft", f"{here}worry/keep/", fields)
            if answer is not None and expects(worker, "draft", answer, 204):
                worker.said.hears("draft", draft, last=words)
            yield
        worker.said.sends("contact", draft)
        answer = worker.press("contact", f"{here}send/", {})
        if answer is not None and expects(worker, "contact", answer, 302):
            worker.said.hears("contact", draft)
        yield


def hands_over(givers: list[Worker], teams: list[str], case: str):
    """A whole case is offered to the other team, which takes it, and back: nobody gives up on it."""
    for turn in itertools.count():
        giver, taker, key = givers[turn % 2], givers[(turn + 1) % 2], str(uuid4())
        offer = {"idempotency": key, "to": teams[(turn + 1) % 2], "reason": f"They moved {turn}", "passes": "A visit"}
        giver.said.sends("offer", key, case=case)
        answer = giver.press("offer", f"/cases/{case}/move/", offer, gives_up=False)
        if not expects(giver, "offer", answer, 302):
            return
        reference = answer.location.strip("/").split("/")[-1]
        giver.said.hears("offer", key, reference=reference)
        yield
        taker.said.sends("accept", reference, case=case)
        answer = taker.press("accept", f"/handovers/{reference}/accept/", {"words": ""}, gives_up=False)
        if not expects(taker, "accept", answer, 302):
            return
        taker.said.hears("accept", reference, case=case, team=teams[(turn + 1) % 2], turn=turn)
        yield


def books(worker: Worker, event: str, people: list[str]):
    """A place on a course for one after another; and once all have one, each is given up and booked again."""
    for who in itertools.cycle(people):
        key = str(uuid4())
        worker.said.sends("booking", key, who=who)
        fields = {"idempotency": key, "delegates": [who]}
        answer = worker.press("booking", f"/training/dates/{event}/book/", fields, gives_up=False)
        if not expects(worker, "booking", answer, 302):
            return
        booking = answer.location.strip("/").split("/")[-1]
        worker.said.hears("booking", key, booking=booking)
        yield
        worker.said.sends("cancel", booking)
        answer = worker.press("cancel", f"/training/bookings/{booking}/cancel/", {}, gives_up=False)
        if not expects(worker, "cancel", answer, 302):
            return
        worker.said.hears("cancel", booking)
        yield


def adds_files(worker: Worker, case: str, prefix: str):
    """A file after another goes through the scanner to the case."""
    for number in itertools.count():
        key = str(uuid4())
        title = f"{prefix} {key}"
        content = f"{title}\nShe said it was quiet on {number} evenings.\n".encode() * 40
        worker.said.sends("file", title, key=key)
        fields = {"idempotency": key, "title": title}
        answer = worker.press("file", f"/cases/{case}/documents/new/", fields, file=("note.txt", "text/plain", content))
        if answer is not None and expects(worker, "file", answer, 302):
            worker.said.hears("file", title, key=key)
        yield


def reads(worker: Worker):
    """Today, again and again: whether others starve, and whether a sign-in ends."""
    while True:
        try:
            answer = worker.ask("read", "GET", "/today/")
            if answer.status < 500:
                expects(worker, "read", answer, 200)
                worker.said.hears("read", str(uuid4()))
        except (OSError, HTTPException):
            pass
        time.sleep(0.2)
        yield


def expects(worker: Worker, kind: str, answer: Answer, status: int) -> bool:
    """Whether it is the answer of what was done; any other stands in the report."""
    if answer.status != status or "/sign-in" in answer.location:
        with worker.said.lock:
            worker.said.wrong[f"{kind} is answered by {answer.status} {answer.location}".strip()] += 1
        return False
    return True


class Crowd:
    """All who work, each in a thread, from `begin` to `end`."""

    def __init__(self, addresses: list[str], facts: dict, prefix: str, *, uploaders: int = 2):
        self.addresses, self.said = addresses, Said()
        self.over, self.gone, self.threads = threading.Event(), threading.Event(), []
        numbers = itertools.count(1)

        def at(session: str) -> Worker:
            return Worker(self, session, next(numbers))

        sides, schools = facts["sides"], facts["schools"]
        teams, sessions = [side["team"] for side in sides], [side["session"] for side in sides]
        self.days = {
            "reader": reads(at(sessions[0])),
            **{
                f"mover {case}": hands_over([at(session) for session in sessions], teams, case)
                for case in facts["moved"]
            },
            **{
                f"files {number}": adds_files(at(sessions[0]), facts["filed"][number % len(facts["filed"])], prefix)
                for number in range(uploaders)
            },
        }
        for number, school in enumerate(schools):
            self.days[f"sender {number}"] = saves_and_sends(at(school["session"]), school["drafts"], prefix)
            self.days[f"booker {number}"] = books(at(school["session"]), facts["event"], school["people"])

    def begin(self) -> None:
        self.threads = [threading.Thread(target=self._works, args=(day,), daemon=True) for day in self.days.values()]
        for thread in self.threads:
            thread.start()

    def _works(self, day) -> None:
        while not self.over.is_set():
            try:
                next(day)
            except (StopIteration, Over):
                return
            time.sleep(THINKS_SECONDS)

    def more(self, number: int, within: float = PATIENCE_SECONDS) -> None:
        """Wait until people have heard so many answers more. Raises Over where nothing is answered any more."""
        until, wanted = time.monotonic() + within, self.said.heard + number
        while self.said.heard < wanted:
            if time.monotonic() > until or not any(thread.is_alive() for thread in self.threads):
                raise Over("nothing is answered any more")
            time.sleep(0.01)

    def end(self) -> None:
        """Each ends what they have begun."""
        self.over.set()
        for thread in self.threads:
            thread.join(PATIENCE_SECONDS)
        self.gone.set()
