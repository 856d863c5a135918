"""What conditions and calculations may refer to: questions asked before them, never after, never in a circle."""

from .conditions import Answered, Condition, Includes, leaves
from .definitions import CHOSEN, Form, Kind, Page, Question, Required

MOST_PUBLIC_QUESTIONS = 8


def check_references(form: Form, place) -> None:
    """Tell `place` (reading.Place) of every reference that cannot work, and of rules of whole forms."""
    _check_keys(form, place)
    needs = _needs(form)
    before: dict[str, Question] = {}
    all_of_it = {question.key: question for _, question in form.questions()}
    for page in form.pages:
        on_page = place.within(f"page {page.key!r}")
        _check_condition(page.when, before, all_of_it, needs, page.key, on_page)
        _check_questions(page.questions, before, all_of_it, needs, on_page)
    if form.danger is not None:
        _check_condition(form.danger, before, all_of_it, needs, "danger", place.within("danger"))
    _check_duties(form, place)


def _check_keys(form: Form, place) -> None:
    seen_pages, seen = set(), {}
    for page in form.pages:
        if page.key in seen_pages:
            place.within(f"page {page.key!r}").say("another page has this key")
        seen_pages.add(page.key)
        for question in page.questions:
            for each in (question, *question.questions):
                if each.key in seen:
                    where = place.within(f"page {page.key!r}").within(f"question {each.key!r}")
                    where.say(f"page {seen[each.key]!r} has a question of this key")
                seen[each.key] = page.key


def _needs(form: Form) -> dict[str, set[str]]:
    """Which questions each question's being asked, or its result, rests on."""
    made = {}
    for page in form.pages:
        of_page = {leaf.question for leaf in leaves(page.when)}
        for question in page.questions:
            for each in (question, *question.questions):
                made[each.key] = of_page | {leaf.question for leaf in leaves(each.when)} | set(each.of)
    return made


def _circle(start: str, needs: dict[str, set[str]]) -> list[str]:
    """Return the way from a question back to itself, or nothing."""
    stack, seen = [[start]], set()
    while stack:
        path = stack.pop()
        for following in sorted(needs.get(path[-1], ())):
            if following == start:
                return [*path, start]
            if following not in seen:
                seen.add(following)
                stack.append([*path, following])
    return []


def _check_questions(questions, before: dict, all_of_it: dict, needs: dict, place) -> None:
    """Check in order, adding each question to `before` once what it may refer to is settled."""
    here: dict[str, Question] = {}
    for question in questions:
        where = place.within(f"question {question.key!r}")
        _check_condition(question.when, before | here, all_of_it, needs, question.key, where)
        _check_each(question, before, where)
        _check_reveal(question, here, where)
        for name in question.of:
            _check_known(name, before | here, all_of_it, needs, question.key, where)
        if question.kind is Kind.GROUP:
            _check_questions(question.questions, dict(before | here), all_of_it, needs, where)
        here[question.key] = question
    before |= here


def _check_each(question: Question, before: dict[str, Question], place) -> None:
    if not question.each:
        return
    group = before.get(question.each)
    if group is None or group.kind is not Kind.GROUP:
        place.say(f"{question.each!r} is no group on an earlier page, so nobody can be asked about each of it")
        return
    known = {each.key for each in group.questions} | before.keys()
    for leaf in leaves(question.among):
        if leaf.question not in known:
            place.say(f"refers to {leaf.question!r}, which is no question of {question.each!r} nor asked before")


def _check_known(name, before, all_of_it, needs, asking, place) -> Question | None:
    if name in before:
        return before[name]
    if name == asking:
        place.say("refers to itself")
    elif circle := _circle(asking, needs):
        place.say(f"goes in a circle: {' needs '.join(circle)}")
    elif name in all_of_it:
        place.say(f"refers to {name!r}, which is asked later")
    elif name in needs:
        place.say(f"refers to {name!r}, which is asked later in a group or within another group")
    else:
        place.say(f"refers to {name!r}, which is not a question of this form")
    return None


def _check_condition(condition: Condition | None, before, all_of_it, needs, asking, place) -> None:
    for leaf in leaves(condition):
        question = _check_known(leaf.question, before, all_of_it, needs, asking, place)
        if question is None or isinstance(leaf, Answered):
            continue
        if question.each:
            if not isinstance(leaf, Includes):
                place.say(f"{leaf.question!r} is answered for each row: ask 'includes' of it")
        elif isinstance(leaf, Includes) != (question.kind is Kind.MANY_OF):
            if leaf.value not in {state.value for state in question.states}:
                place.say(f"{leaf.question!r} is {question.kind}: ask 'includes' of many_of, 'is' of all others")
            continue
        known = {option.value for option in (*question.options, *question.states)}
        if (question.kind in CHOSEN or known) and leaf.value not in known:
            place.say(f"{leaf.question!r} has no answer {leaf.value!r}; it has {', '.join(sorted(known))}")


def _check_reveal(question: Question, here: dict[str, Question], place) -> None:
    """A condition on the same page must be one that a page without script can draw: a choice that reveals."""
    on_this_page = {leaf.question for leaf in leaves(question.when)} & here.keys()
    if not on_this_page:
        return
    chooser = here[min(on_this_page)]
    if not hasattr(question.when, "value") or chooser.kind not in CHOSEN or chooser.each:
        place.say("a condition on the same page is one {question, is} or {question, includes} of a choice on it")
    elif {leaf.question for leaf in leaves(chooser.when)} & here.keys():
        place.say(f"{chooser.key!r} is itself revealed on this page; put this question on a later page")
    elif question.kind is Kind.GROUP:
        place.say("a group cannot be revealed by a choice on its own page; put it on a later page")


def _check_duties(form: Form, place) -> None:
    for page, question in form.questions():
        for each in (question, *question.questions):
            where = place.within(f"page {page.key!r}").within(f"question {each.key!r}")
            if form.danger is not None and each.required is Required.ALWAYS:
                where.say("may not be required always: no field blocks a form that says a child is in danger (FD-07)")
            if form.is_public and each.kind in (Kind.PERSON, Kind.GROUP) and each.source:
                where.say("a public form offers no people to pick from (SG-21)")
    if form.is_public:
        _check_public(form, place)


def _check_public(form: Form, place) -> None:
    """A public form asks at most eight things and insists on one (FD-06)."""
    asked = [
        question
        for _, question in form.questions()
        if question.is_answered_by_people and not _is_follow_up(form, question)
    ]
    if len(asked) > MOST_PUBLIC_QUESTIONS:
        place.say(f"asks {len(asked)} questions; a public form asks at most {MOST_PUBLIC_QUESTIONS} (FD-06)")
    insisted = [question.key for _, question in form.questions() if question.required is not Required.NEVER]
    if len(insisted) > 1:
        place.say(f"insists on {', '.join(insisted)}; a public form insists on the worry alone (FD-06)")


def _is_follow_up(form: Form, question: Question) -> bool:
    """Revealed by an answer on its own page: the rest of that question, not another one."""
    page: Page = next(page for page, each in form.questions() if each is question)
    return bool({leaf.question for leaf in leaves(question.when)} & {each.key for each in page.questions})
