"""The parts of an area's file, in the order in which one needs the other. Each reads its entries and runs the operations of their pages."""

from django.db.models import Q

from breakwater.casework.thresholds import operations as thresholds
from breakwater.foundation.dates import london_date
from breakwater.foundation.dates.in_words import plural
from breakwater.partnership.organisations.access import Permission as P
from breakwater.partnership.organisations.keeping import days, hours, numbers, structure, teams
from breakwater.partnership.organisations.models import ContactPoint, DutyPost, Organisation, Team, TeamService
from breakwater.practice.education.cohorts import operations as cohorts
from breakwater.practice.education.models import CohortProposal, Condition, See
from breakwater.practice.front_door.information_requests.operations import desks
from breakwater.practice.front_door.models import AgencyKind

from ..going_live import SERVICES
from .reading import Entry, Fault
from .taking import Taking

KINDS = [kind for kind in Organisation.Kind.values if kind != Organisation.Kind.SCHOOL]
STANDARD = "standard"


def of_this_area(file: Entry, taking: Taking) -> None:
    """The number that says whose file it is, and what early help is called."""
    code = file.text("area").lstrip("0")
    if code != taking.area.code:
        raise Fault(file.lines["area"], f"This is the file of area {code}, and the area here is {taking.area.code}")
    if file.has("early_help_assessment"):
        label, line = file.text("early_help_assessment", 60), file.lines["early_help_assessment"]
        taking.one(line, P.ORGANISATIONS_EDIT, lambda acting: _early_help(taking, label, acting))


def _early_help(taking: Taking, label: str, acting) -> str:
    return (
        f"An early help assessment is called {label}"
        if structure.name_assessment(area=taking.area, label=label, **acting)
        else ""
    )


def agencies(file: Entry, taking: Taking) -> None:
    """Organisations with their teams, what each team receives, when it is open and what the MASH asks it as."""
    for entry in file.entries("organisations"):
        taking.one(entry.line, P.ORGANISATIONS_EDIT, lambda acting, entry=entry: _organisation(entry, taking, acting))


def _organisation(entry: Entry, taking: Taking, acting) -> str:
    name, kind, of = entry.text("name"), entry.choice("kind", KINDS), entry.entries("teams")
    entry.finish()
    found, made = structure.organisation_of(taking.area, name), ""
    if found is None:
        found, made = structure.add_organisation(area=taking.area, name=name, kind=kind, **acting), f"{name}: new"
    elif found.kind != kind:
        raise Fault(entry.line, f"{name} is {found.get_kind_display().lower()} already, and stays so")
    for team in of:
        taking.one(team.line, P.ORGANISATIONS_EDIT, lambda acting, team=team: _team(team, found, taking, acting))
    return made


def _team(entry: Entry, organisation: Organisation, taking: Taking, acting) -> str:
    name, week = entry.text("name", 120), entry.week("hours")
    starts_on = entry.day("hours_from", london_date(taking.at))
    receives, asked_as = entry.words("receives"), entry.text("asked_as", 13, "")
    entry.finish()
    if asked_as and asked_as not in AgencyKind.values:
        raise Fault(entry.lines["asked_as"], f"asked_as is one of {', '.join(AgencyKind.values)}")
    done = []
    team = Team.objects.filter(organisation=organisation, area=taking.area, name__iexact=name, closed_on=None).first()
    if team is None:
        team = structure.add_team(organisation=organisation, area=taking.area, name=name, **acting)
        done.append("new")
    for service in receives:
        if service.text not in SERVICES:
            raise Fault(service.line, f"No service is called {service.text}. There are {', '.join(SERVICES)}")
        done += _receives(team, service.text, acting)
    if week is not None and hours.keep(team=team, week=week, starts_on=starts_on, **acting):
        done.append(f"hours from {starts_on}")
    desk = team.information_desks.filter(ends_on=None).first()
    if asked_as and (desk is None or desk.kind != asked_as):
        desks.keep_desk(team=team, kind=asked_as, lead=desk.lead if desk else None, **acting)
        done.append(f"asked by the MASH as {AgencyKind(asked_as).label}")
    return f"{name}, {organisation.name}: {'; '.join(done)}" if done else ""


def _receives(team: Team, service: str, acting) -> list[str]:
    row = TeamService.objects.filter(area=team.area_id, service=service).first()
    if row is None:
        structure.receive_first(team=team, service=service, **acting)
        return [f"receives {service}"]
    named = teams.name_receiver(service=row, team=team, **acting)
    if named == teams.Named.BEFORE:
        return []
    return [f"receives {service}" + (" once a second person approves it" if named == teams.Named.WAITS else "")]


def patches(file: Entry, taking: Taking) -> None:
    for entry in file.entries("patches"):
        taking.one(entry.line, P.ORGANISATIONS_EDIT, lambda acting, entry=entry: _patch(entry, taking, acting))


def _patch(entry: Entry, taking: Taking, acting) -> str:
    name, wards = entry.text("name", 60), entry.words("wards")
    entry.finish()
    for ward in wards:
        if len(ward.text) != 9 or not ward.text.isalnum() or not ward.text.startswith("E"):
            raise Fault(ward.line, f"{ward.text}: give a ward by its ONS code, as E05012345")
    before = taking.area.patches.filter(name=name).first()
    patch, moved = structure.keep_patch(area=taking.area, name=name, wards=[ward.text for ward in wards], **acting)
    done = [plural(len(patch.wards), "ward")] if before is None or before.wards != patch.wards else []
    done += [plural(moved, "school")] if moved else []
    return f"Patch {name}: {', '.join(done)}" if done else ""


def duty_posts(file: Entry, taking: Taking) -> None:
    for entry in file.entries("duty_posts"):
        taking.one(entry.line, P.ORGANISATIONS_EDIT, lambda acting, entry=entry: _duty_post(entry, taking, acting))


def _duty_post(entry: Entry, taking: Taking, acting) -> str:
    title, team, patch = entry.text("title", 120), _team_named(entry, taking), entry.text("patch", 60, "")
    public = {word.text for word in entry.words("public")}
    said = {
        "telephone": entry.telephone("telephone"),
        "email": entry.email("email"),
        "pager": entry.text("pager", 254, ""),
    }
    order = entry.text("paged_as", 2, "")
    entry.finish()
    if unknown := public - {"telephone", "email"}:
        raise Fault(entry.lines["public"], f"public names telephone, email or both; not {', '.join(sorted(unknown))}")
    if order and not order.isdigit():
        raise Fault(entry.lines["paged_as"], "paged_as is a number: 1 is paged first")
    in_patch = taking.area.patches.filter(name=patch).first() if patch else None
    if patch and in_patch is None:
        raise Fault(entry.lines["patch"], f"The area has no patch {patch}: name it under patches")
    said |= {f"{field}_is_public": field in public for field in ("telephone", "email")}
    said["paged_as"] = int(order) if order else None
    post, done = DutyPost.objects.filter(team=team, title__iexact=title).first(), ""
    if post is None:
        post, done = structure.add_duty_post(team=team, title=title, patch=in_patch, **acting), "new"
    elif all(getattr(post, name) == value for name, value in said.items()):
        return ""
    teams.keep_post(post=post, **said, **acting)
    return f"Duty post {title}: {done or 'changed'}"


def _team_named(entry: Entry, taking: Taking) -> Team:
    name = entry.text("team", 120)
    found = list(
        Team.objects.filter(area=taking.area, name__iexact=name, closed_on=None).exclude(organisation__kind="SCHOOL")[
            :2
        ]
    )
    if len(found) != 1:
        words = (
            f"Two teams are called {name}: give one another name"
            if found
            else f"The area has no team {name}: name it under organisations"
        )
        raise Fault(entry.lines["team"], words)
    return found[0]


def published_numbers(file: Entry, taking: Taking) -> None:
    for entry in file.entries("numbers"):
        taking.one(entry.line, P.ORGANISATIONS_EDIT, lambda acting, entry=entry: _number(entry, taking, acting))


def _number(entry: Entry, taking: Taking, acting) -> str:
    today = london_date(taking.at)
    purpose = entry.choice("purpose", ContactPoint.Purpose.values)
    said = {
        "label": entry.text("label", 120),
        "telephone": entry.telephone("telephone"),
        "text_number": entry.telephone("text_number"),
        "website": entry.website("website"),
        "note": entry.text("note", 240, ""),
        "for_children": entry.yes("for_children"),
        "source": entry.text("source", 200),
    }
    starts_on, review_by = entry.day("from", today), entry.day("review_by", today + numbers.USUAL_REVIEW)
    entry.finish()
    same = ContactPoint.objects.filter(
        Q(effective_to=None) | Q(effective_to__gte=today), area=taking.area, purpose=purpose
    )
    if purpose not in numbers.ONE_AT_A_TIME:
        same = same.filter(label=said["label"])
    if same.filter(**said).exists():
        return ""
    point = same.order_by("-effective_from", "-pk").first()
    if point is None:
        starts_on = max(starts_on, today)
        numbers.publish(area=taking.area, purpose=purpose, starts_on=starts_on, review_by=review_by, **said, **acting)
        return f"{said['label']}: published from {starts_on}"
    starts_on = max(starts_on, today, point.effective_from)
    numbers.change(point=point, starts_on=starts_on, review_by=review_by, **said, **acting)
    return f"{said['label']}: changed from {starts_on}"


def calendar(file: Entry, taking: Taking) -> None:
    """School terms and days on which the area's offices are closed. What is over is left as it was."""
    for entry in file.entries("terms"):
        taking.one(entry.line, P.ORGANISATIONS_EDIT, lambda acting, entry=entry: _term(entry, taking, acting))
    for entry in file.entries("closed_days"):
        taking.one(entry.line, P.ORGANISATIONS_EDIT, lambda acting, entry=entry: _closed(entry, taking, acting))


def _term(entry: Entry, taking: Taking, acting) -> str:
    label, starts_on, ends_on = entry.text("label", 60), entry.day("starts_on"), entry.day("ends_on")
    entry.finish()
    term = taking.area.terms.filter(label__iexact=label).first()
    if term and (term.starts_on, term.ends_on) == (starts_on, ends_on):
        return ""
    days.keep_term(area=taking.area, term=term, label=label, starts_on=starts_on, ends_on=ends_on, **acting)
    return f"{label}: {starts_on} to {ends_on}"


def _closed(entry: Entry, taking: Taking, acting) -> str:
    first = entry.day("first")
    last, reason = entry.day("last", first), entry.text("reason", 120)
    entry.finish()
    if last < london_date(taking.at):
        return ""
    made = days.close(area=taking.area, first=max(first, london_date(taking.at)), last=last, reason=reason, **acting)
    return f"Closed on {len(made)} days from {first}: {reason}" if made else ""


def levels(file: Entry, taking: Taking) -> None:
    """The levels of need in the area's own words. Their indicators are Breakwater's chart, or what the area has in force."""
    entry = file.entry("levels_of_need")
    if entry is not None:
        taking.one(entry.line, P.THRESHOLDS_EDIT, lambda acting: _levels(entry, taking, acting))


def _levels(entry: Entry, taking: Taking, acting) -> str:
    title, source = entry.text("title", 120), entry.text("source", 300)
    today = london_date(taking.at)
    starts_on, review_by = entry.day("from", today), entry.day("review_by")
    tiers = {}
    for number in ("1", "2", "3", "4"):
        level = entry.entry(number)
        if level is None:
            raise Fault(entry.line, f"Say what level {number} is called, and who helps")
        tiers[number] = {"label": level.text("name", 60), "who": level.text("who", 240)}
        level.finish()
    entry.finish()
    same = [one for one in thresholds.editions_of(taking.area) if not one.is_draft]
    if same and (same[0].title, same[0].source, same[0].tiers) == (title, source, tiers):
        return ""
    draft = thresholds.begin_draft(area=taking.area, **acting)
    thresholds.describe(edition=draft, title=title, source=source, tiers=tiers, **acting)
    thresholds.release(edition=draft, starts_on=max(starts_on, today), review_by=review_by, **acting)
    return f"Levels of need: {title}, in force from {max(starts_on, today)}"


def sharing_rules(file: Entry, taking: Taking) -> None:
    """What a school may see of each cohort: the table that Breakwater brings, and lines that differ. More than it shows now waits
    for a second person, as on its page."""
    entry = file.entry("sharing_rules")
    if entry is None:
        return
    entry.choice("begin_with", (STANDARD,), STANDARD)
    lines = entry.entries("lines")
    entry.finish()
    taking.one(entry.line, P.COHORTS_EDIT, lambda acting: _table(taking, acting))
    for line in lines:
        taking.one(line.line, P.COHORTS_EDIT, lambda acting, line=line: _line(line, taking, acting))


def _table(taking: Taking, acting) -> str:
    made = cohorts.take_up(taking.area, **acting)
    return f"Sharing rules: {made} lines, as Breakwater brings them" if made else ""


def _line(entry: Entry, taking: Taking, acting) -> str:
    code = entry.text("code", 5)
    rule = cohorts.line_now(taking.area, code)
    if rule is None:
        raise Fault(entry.lines["code"], f"The table has no cohort {code}. Add it on the page Sharing rules")
    said = {name: getattr(rule, name) for name in cohorts.CHANGED}
    wanted = said | {
        "see": entry.choice("see", See.values, rule.see),
        "condition": entry.choice("condition", Condition.values, rule.condition),
        "owner": entry.text("owner", 80, rule.owner),
        "why": entry.text("why", 240, rule.why),
        "review_by": entry.day("review_by", rule.review_by),
    }
    because = entry.text("because", 240)
    entry.finish()
    says = cohorts.Says(**wanted)
    waiting = cohorts.waiting(taking.area).filter(code=code).first()
    if waiting and all(getattr(waiting, name) == says.facts()[name] for name in cohorts.CHANGED):
        return ""
    if all(says.facts()[name] == said[name] for name in cohorts.CHANGED):
        return ""
    done = cohorts.change(rule=rule, says=says, because=because, **acting)
    return f"Cohort {code}: {'waits for a second person' if isinstance(done, CohortProposal) else 'changed'}"


def rooms(file: Entry, taking: Taking) -> None:
    """What is not in use in the area yet. What the file does not name stays as it is switched."""
    entry = file.entry("rooms")
    if entry is None:
        return
    for state in ("on", "off"):
        for word in entry.words(state):
            taking.one(
                word.line,
                P.ORGANISATIONS_EDIT,
                lambda acting, room=word.text, state=state: _room(room, state, taking, acting),
            )
    entry.finish()


def _room(room: str, state: str, taking: Taking, acting) -> str:
    changed = structure.switch_room(area=taking.area, room=room, on=state == "on", **acting)
    return f"{room} is {'in use' if state == 'on' else 'not in use yet'}" if changed else ""


SECTIONS = (
    of_this_area,
    agencies,
    patches,
    duty_posts,
    published_numbers,
    calendar,
    levels,
    sharing_rules,
    rooms,
)
