"""One incident as its page shows it: what stands now, and behind it what was before."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from breakwater.foundation.design import moments

from ..codes import PLACES, PLATFORMS, RELATIONSHIPS, STATES, TIMES
from ..models import Incident, PoliceUpdate, Route, SocialCareUpdate

Row = tuple[str, str]
Said = PoliceUpdate | SocialCareUpdate


@dataclass(frozen=True)
class RouteShown:
    """A way in which it is answered: the last answer that stands, what the school owes, and folded what came before."""

    route: Route
    title: str
    last: Said | None
    rows: list[Row]
    why: str
    earlier: list[Said]
    told_again: list[Row]
    may_end: bool = False
    may_correct: bool = False
    links: list[Row] = field(default_factory=list)

    @property
    def key(self) -> int:
        return self.route.pk

    @property
    def has_history(self) -> bool:
        return bool(self.why or self.earlier or self.told_again)


def routes_shown(
    routes: Sequence[Route],
    said: Sequence[Said],
    *,
    may_say_to: Mapping[int, list[Row]],
    may_end: Collection[int],
    early_help: list[Row],
) -> list[RouteShown]:
    """The routes that run, then those that have ended. `said` are the answers, what was recorded last first."""
    shown = [
        _shown(
            each,
            [one for one in said if one.route_id == each.pk],
            may_say_to.get(each.pk, []),
            may_end=each.pk in may_end,
            early_help=early_help,
        )
        for each in routes
    ]
    return sorted(shown, key=lambda each: (each.route.ended_at is not None, each.key))


def _shown(route: Route, said: list[Said], to_each: list[Row], *, may_end: bool, early_help: list[Row]) -> RouteShown:
    kind = route.get_kind_display()
    stands = [each for each in said if not each.is_corrected and getattr(each, "state", "") == route.state]
    last = stands[0] if stands else None
    waits_for_start = route.kind == Route.Kind.EARLY_HELP and route.ended_at is None and not route.reference
    return RouteShown(
        route=route,
        title=f"{kind}: {STATES[route.state]['label']}" if route.state else kind,
        last=last,
        rows=list(_rows(route, to_each)),
        why=route.why,
        earlier=[each for each in said if each is not last],
        told_again=[(moments.spoken(each.told_at), each.words) for each in route.tellings.all()],
        may_end=may_end,
        may_correct=bool(said) or route.kind == Route.Kind.POLICE,
        links=early_help if waits_for_start else [],
    )


def _rows(route: Route, to_each: list[Row]):
    if route.contact_name:
        yield "Who deals with it", ", ".join(filter(None, [route.contact_name, route.contact_how]))
    if route.may_say:
        yield "May do and say meanwhile", route.may_say
    for who, words in to_each:
        yield f"May say to {who} and the parents", words
    if route.state:
        state = STATES[route.state]
        silence = "" if route.may_say or route.may_say_to else state.get("silence", "")
        yield "What this means for the school", " ".join(filter(None, [state["duty"], silence]))
    if route.ended_at:
        yield "Ended", f"{moments.day(route.ended_at)}: {route.ended_words}"


def facts_of(incident: Incident, when: list[str]) -> list[dict[str, str]]:
    """What happened, as it is coded; `when` is as it was reported, where no day is known."""
    place = ", ".join(filter(None, [PLACES.get(incident.place), PLATFORMS.get(incident.platform)]))
    device = f"Involved. Do not look, copy or send. Who has the device: {incident.get_device_display()}"
    pattern = [
        "More than once." if incident.is_pattern else "",
        "The same children or place as before." if incident.is_repeat else "",
    ]
    rows = [
        ("Where", place),
        ("When", _when(incident, when)),
        ("The children", RELATIONSHIPS.get(incident.relationship, "")),
        ("Continuum", incident.get_level_display()),
        ("Images", device if incident.has_images else "None reported"),
        ("Pattern", " ".join(filter(None, pattern)) or "Not known as one"),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def _when(incident: Incident, reported: list[str]) -> str:
    if not incident.happened_on:
        return f"As it was reported: {'; '.join(reported)}" if reported else "Not known yet"
    time = TIMES.get(incident.time, "") if incident.time != "NOT_KNOWN" else ""
    return ", ".join(filter(None, [moments.day(incident.happened_on), time[:1].lower() + time[1:]]))
