"""What rooms rely on in a form: these questions stay, and go on meaning what they mean."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..conditions import leaves
from ..definitions import Form, Page, Question, Required
from ..registry import RELIED_ON
from .vocabulary import name_of

STRICT = {Required.NEVER: 0, Required.UNLESS_IN_DANGER: 1, Required.ALWAYS: 2}


@dataclass(frozen=True)
class Placed:
    """A question with its page and, within one, its group."""

    page: Page
    question: Question
    group: str = ""


def placed(form: Form) -> dict[str, Placed]:
    """Every question of a form by key, with where it stands."""
    made = {}
    for page, question in form.questions():
        made[question.key] = Placed(page, question)
        made |= {each.key: Placed(page, each, question.key) for each in question.questions}
    return made


def why_kept(form_key: str) -> dict[str, str]:
    """Question key to the words that say what relies on it."""
    relied = RELIED_ON.get(form_key)
    return {each.question: each.why for each in relied()} if relied else {}


def breaches(product: Form, form: Form) -> dict[str, str]:
    """What a form no longer keeps of what rooms rely on in the product's edition, in words, by question and matter."""
    made: dict[str, str] = {}
    there, here = placed(product), placed(form)
    if form.audience != product.audience:
        made["audience"] = "The form must stay for the people it is made for."
    if form.danger != product.danger:
        made["danger"] = "What says that a child is in danger now stays as it is (FD-07)."
    if product.danger and form.pages[0].key != product.pages[0].key:
        made["first"] = f"“{product.pages[0].title}” stays first: danger is asked before anything else."
    for key, why in _relied(product, why_kept(product.key)).items():
        if key not in there:
            continue
        for matter, words in _lost(there[key], here.get(key)):
            made[f"{key}:{matter}"] = f"“{name_of(there[key].question)}” {words}. {why}"
    return made


def _relied(product: Form, known: dict[str, str]) -> dict[str, str]:
    """What rooms name, and what the condition of danger rests on."""
    danger = {leaf.question: "By it the form knows that a child is in danger now." for leaf in leaves(product.danger)}
    return {**danger, **known}


def _lost(then: Placed, now: Placed | None) -> Iterator[tuple[str, str]]:
    """(matter, words) for each thing about a question that is not kept."""
    if now is None:
        yield "there", "cannot be taken out"
        return
    before, after = then.question, now.question
    if before.kind != after.kind or before.each != after.each or before.source != after.source:
        yield "kind", "must go on being answered in the same way"
    if (then.page.key, then.group) != (now.page.key, now.group):
        yield "place", f"stays on “{then.page.title}”"
    if STRICT[after.required] < STRICT[before.required]:
        yield "required", "must still be answered"
    if before.visibility != after.visibility:
        yield "visibility", "must be shown to the same people"
    if before.when != after.when or then.page.when != now.page.when:
        yield "when", "must be asked when it is asked now"
    kept = {option.value for option in (*after.options, *after.states)}
    gone = [option.label for option in (*before.options, *before.states) if option.value not in kept]
    if gone:
        yield "options", f"must keep the choice “{gone[0]}”"
