"""A page of a form, drawn with the boxes of foundation.design and understood when it comes back.

The page is always drawn from data as a browser would send it: what came, or what the answers so far would have sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

from django.forms.utils import ErrorDict
from django.utils.datastructures import MultiValueDict
from markupsafe import Markup

from breakwater.foundation.design import fields
from breakwater.foundation.design.environment import component
from breakwater.foundation.refusals import Refusal

from . import kinds
from .boxes import boxes as boxes_of
from .conditions import leaves
from .definitions import Audience, Form, Kind, Page, Question
from .flow import walk
from .page_answers import CONTINUE, KEEP, ROWS, SAVE, SKIP, belongs, insists, understand
from .registry import picks_of
from .respondent import Asking, named
from .row_questions import asked, row_key
from .sent_boxes import fewest_rows, number_of_rows, row_box, row_names, row_prefix, tidy, with_row, without_row
from .words import say, title_of_row

SOME_DIFFER = "Different for some of them"


class Boxes(fields.Form):
    """The boxes of one page. While `quiet`, nothing is told to be wrong: the page is shown, not yet answered."""

    def __init__(self, data, files, made: dict, *, public: bool, quiet: bool):
        super().__init__(data, files)
        self.fields.update(made)
        self.public, self.quiet = public, quiet

    @property
    def errors(self):
        return ErrorDict() if self.quiet else super().errors


@dataclass(frozen=True)
class GroupRow:
    """One row of a group as the page shows it. `remove` is the value its button sends."""

    title: str
    html: Markup
    remove: str


@dataclass(frozen=True)
class Part:
    """A piece of the page in order: a question drawn whole, or a group with its rows."""

    html: Markup = Markup("")
    group: Question | None = None
    rows: tuple[GroupRow, ...] = ()
    hidden: Markup = Markup("")
    picks: Markup = Markup("")
    may_add: bool = False


@dataclass
class OpenPage:
    """A page with what was typed in it. Give it to templates as `form`: it has the error summary and title prefix.

    `asked` is what the person asked for: "continue", "save" (and come back), "skip", "rows" (one more or fewer) or
    "keep" (as it is typed: what cannot be read yet is kept as it stands in its boxes).
    """

    form: Form
    page: Page
    values: dict
    boxes: Boxes
    questions: tuple[Question, ...]
    data: MultiValueDict
    asking: Asking
    asked: str
    sent: bool
    cleaned: dict = field(default_factory=dict)

    @property
    def title(self) -> str:
        return self.page.title

    @property
    def error_summary(self) -> Markup:
        return self.boxes.error_summary

    @property
    def title_prefix(self) -> str:
        return self.boxes.title_prefix

    @property
    def errors(self) -> dict[str, list[str]]:
        """Box name to what is wrong with it."""
        return {name: list(messages) for name, messages in self.boxes.errors.items()}

    @property
    def revision(self) -> int:
        """The revision of the answers that this page was drawn from, as it came back; 0 when it did not."""
        sent = self.data.get("revision") or ""
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0

    def refuse(self, refusal: Refusal) -> None:
        """Say why what was typed is not saved: at the box that it belongs to, and in the error summary."""
        self.boxes.quiet = False
        refusal.stand_on(self.boxes)

    @property
    def as_it_stands(self) -> MultiValueDict:
        """What stands in the boxes, to be kept as it stands: whoever leaves a page that has an error loses nothing."""
        typed = self.data.copy()
        for button in ("add", "remove", "save", "skip"):
            typed.pop(button, None)
        typed["keep"] = "1"
        return typed

    @property
    def wants_files(self) -> bool:
        return self.boxes.is_multipart()

    @property
    def has_groups(self) -> bool:
        return any(question.kind is Kind.GROUP for question in self.questions)

    @property
    def changes_rows(self) -> bool:
        """The person asked for a row more or fewer: draw the page again, nothing is saved yet."""
        return self.sent and self.asked == ROWS

    @property
    def heading_question(self) -> Question | None:
        """The one question of a page that asks one: its label is the page's heading."""
        top = [question for question in self.questions if not self._is_revealed(question)]
        one = top[0] if len(top) == 1 else None
        plain = one is not None and one.is_answered_by_people and one.kind is not Kind.GROUP
        return one if plain and not one.each and not one.fold else None

    @property
    def may_skip(self) -> bool:
        """Nothing on the page is insisted on."""
        return _may_skip(self.form, self.questions, self.values)

    def is_valid(self) -> bool:
        """What was sent can be taken; `cleaned` then holds an answer or None for each question of the page."""
        return self.sent and self.asked != ROWS and not self.boxes.errors

    def parts(self) -> list[Part]:
        """What the template draws, in order. Revealed questions are inside the choice that reveals them."""
        made: list[Part] = []
        loose: list[Question] = []
        for question in self.questions:
            if question.kind is Kind.GROUP:
                made += self._drawn_together(loose)
                loose = []
                made.append(self._group_part(question))
            elif not self._is_revealed(question):
                loose.append(question)
        return made + self._drawn_together(loose)

    def _drawn_together(self, questions: list[Question]) -> list[Part]:
        return [Part(html=html) for html in self._folded(questions, "")]

    def _folded(self, questions, prefix: str) -> list[Markup]:
        """The questions drawn, neighbours of one fold behind its heading: open where something in it is said or wrong."""
        made = []
        tucked = self._are_settled([question for question in questions if question.tuck], prefix)
        for fold, together in groupby(
            questions, key=lambda question: question.fold or (tucked and question.tuck) or ""
        ):
            drawn = [(q, self._draw(q, prefix, heading=q is self.heading_question)) for q in together]
            html = Markup("\n").join(html for _, html in drawn)
            if fold:
                begun = not drawn[0][0].tuck and any(self._is_begun(named(q, prefix)) for q, _ in drawn)
                html = self._behind(fold, html, begun)
            made.append(html)
        return made

    def _are_settled(self, questions: list[Question], prefix: str) -> bool:
        """Each of these is answered and none is wrong."""
        names = [named(question, prefix) for question in questions]
        wrong = any(box == name or box.startswith(f"{name}-") for box in self.boxes.errors for name in names)
        return bool(names) and not wrong and all(self._is_begun(name) for name in names)

    def _behind(self, words: str, html: Markup, is_open: bool) -> Markup:
        return component("details", {"summaryText": words, "html": html, "open": is_open}) if html.strip() else html

    def _is_begun(self, name: str) -> bool:
        """A box of this name, or one that begins with it, holds something or is wrong."""
        begun = {each for each, texts in self.data.lists() if any(text.strip() for text in texts)} | set(
            self.boxes.errors
        )
        return any(each == name or each.startswith(f"{name}-") for each in begun)

    def _draw_each(self, question: Question, prefix: str) -> Markup:
        singles = [one for _, one in asked(question, self.asking.targets(question))]
        if len(singles) < 3 or question.apart:
            return Markup("\n").join(self._draw(one, prefix) for one in singles)
        first, *others = singles
        html = Markup("\n").join(self._draw(one, prefix) for one in others)
        words = Markup('{}<span class="govuk-visually-hidden">: {}</span>').format(SOME_DIFFER, question.label)
        is_open = any(self._is_begun(named(one, prefix)) for one in others)
        return self._draw(first, prefix) + component("details", {"summaryHtml": words, "html": html, "open": is_open})

    def _draw(self, question: Question, prefix: str, heading: bool = False) -> Markup:
        if question.each:
            return self._draw_each(question, prefix)
        name = named(question, prefix)
        names = [each for each in self.boxes.fields if each == name or each.startswith(f"{name}-")]
        drawn = [self.boxes[each].draw(heading=heading and place == 0) for place, each in enumerate(names)]
        why = question.why or (self.page.why if heading else "")
        if why:
            drawn.append(component("details", {"summaryText": "Why we ask this", "text": why}))
        return Markup("\n").join(drawn)

    def _is_revealed(self, question: Question, among: tuple[Question, ...] | None = None) -> bool:
        return bool(_choosers(question, among if among is not None else self.page.questions))

    def _group_part(self, group: Question) -> Part:
        count, rows = number_of_rows(group, self.data), []
        hidden = [self.boxes[f"{group.key}-count"].draw()]
        least = fewest_rows(group)
        for number in range(count):
            prefix = row_prefix(group, number)
            drawn = [q for q in group.questions if any(belongs(n, q, prefix) for n in self.boxes.fields)]
            shown = [q for q in drawn if not self._is_revealed(q, group.questions)]
            html = Markup("\n").join(self._folded(shown, prefix))
            if row_box(group, number) in self.boxes.fields:
                hidden.append(self.boxes[row_box(group, number)].draw())
            remove = f"{group.key}-{number}" if count > least else ""
            rows.append(GroupRow(title_of_row(group, number + 1, self._named_in(group, prefix)), html, remove))
        pick = f"{group.key}-roster"
        return Part(
            group=group,
            rows=tuple(rows),
            hidden=Markup("\n").join(hidden),
            picks=self.boxes[pick].draw() if pick in self.boxes.fields else Markup(""),
            may_add=group.most is None or count < group.most,
        )

    def _named_in(self, group: Question, prefix: str) -> dict:
        """What a row is named by, as it stands in its boxes."""
        return {key: self.data.get(f"{prefix}{key}") or "" for key in group.names}


def open_page(
    form: Form, page: Page | str, values: Mapping, *, data=None, files=None, asking: Asking | None = None
) -> OpenPage:
    """Return a page as it stands with `values`, or as it came back with `data` (a POST).

    Raises UnknownPage. Any data is survived: names that are not asked for are left aside, wrong types become text.
    """
    page = form.page(page) if isinstance(page, str) else page
    asking = asking or Asking()
    answered = {question.key for question in page.questions if question.is_answered_by_people}
    _, heard = walk(form, {k: v for k, v in values.items() if k not in answered})
    asking = Asking(
        asking.by,
        form.is_public,
        form.audience is Audience.PROFESSIONAL,
        asking.keep_file,
        heard,
        form.groups,
        form.rows_asked_about,
    )
    sent = data is not None
    asked, typed = (
        _what_was_asked(page, tidy(data), asking) if sent else (CONTINUE, _as_sent(form, page, values, asking))
    )
    questions = _on_page(page, heard)
    made = {}
    for question in questions:
        made |= _boxes_of(question, questions, typed, asking, heard)
    if asked == SKIP and (not _may_skip(form, questions, values) or _has_changed(form, page, values, typed, asking)):
        asked = CONTINUE
    quiet = not sent or asked in (ROWS, SKIP)
    boxes = Boxes(typed, files, made, public=form.is_public, quiet=quiet)
    opened = OpenPage(form, page, dict(values), boxes, questions, typed, asking, asked, sent)
    if sent and not quiet:
        boxes.full_clean()
        opened.data = boxes.data
        opened.cleaned = understand(opened, heard)
    return opened


def _what_was_asked(page: Page, data: MultiValueDict, asking: Asking) -> tuple[str, MultiValueDict]:
    """Read which button was pressed; adding or taking away a row is done here, on the data."""
    groups = {question.key: question for question in page.questions if question.kind is Kind.GROUP}
    if group := groups.get(data.get("add") or ""):
        picks = {pick.key: pick for pick in picks_of(group.source, asking.by)}
        pick = picks.get(data.get(f"{group.key}-roster") or "")
        filled = {}
        data.pop(f"{group.key}-roster", None)
        for question in group.questions if pick else ():
            filled |= kinds.travels(question, "", pick.values.get(question.key), asking)
        return ROWS, with_row(group, data, filled)
    key, _, number = (data.get("remove") or "").rpartition("-")
    if key in groups:
        wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else -1
        return ROWS, without_row(groups[key], data, wanted)
    if "keep" in data:
        return KEEP, data
    if "save" in data:
        return SAVE, data
    return (SKIP if "skip" in data else CONTINUE), data


def _has_changed(form: Form, page: Page, values: Mapping, typed: MultiValueDict, asking: Asking) -> bool:
    """Something was typed that does not stand in the answers so far."""
    drawn = _as_sent(form, page, values, asking)
    keys = tuple(question.key for question in page.questions)
    return any(
        name.startswith(keys) and any(text.strip() and text not in drawn.getlist(name) for text in texts)
        for name, texts in typed.lists()
        if not name.endswith(("-count", "-row"))
    )


def _as_sent(form: Form, page: Page, values: Mapping, asking: Asking) -> MultiValueDict:
    """The data that would have given these answers."""
    made = {}
    for question in page.questions:
        value = values.get(question.key)
        if question.kind is Kind.GROUP:
            rows = value if isinstance(value, list) else []
            made[f"{question.key}-count"] = str(max(len(rows), fewest_rows(question)))
            for number, row in enumerate(row if isinstance(row, dict) else {} for row in rows):
                if question.key in form.rows_asked_about:
                    made[row_box(question, number)] = row_key(row, number + 1)
                for inner in question.questions:
                    made |= kinds.travels(inner, row_prefix(question, number), row.get(inner.key), asking)
        elif question.kind is Kind.CALCULATED:
            made[question.key] = say(question, value)
        else:
            made |= kinds.travels(question, "", value, asking)
    return tidy(made)


def _choosers(question: Question, among) -> set[str]:
    """The questions of the same page (or row) whose choice reveals this one."""
    return {leaf.question for leaf in leaves(question.when)} & {each.key for each in among}


def _on_page(page: Page, heard: dict) -> tuple[Question, ...]:
    """The questions drawn: those asked, and those that a choice on the page may yet reveal."""
    kept = []
    for question in page.questions:
        choosers = _choosers(question, kept)
        if choosers or (
            not _choosers(question, page.questions) and (question.when is None or question.when.holds(heard))
        ):
            kept.append(question)
    return tuple(kept)


def _boxes_of(question, questions, data, asking, heard) -> dict:
    if question.kind is not Kind.GROUP:
        return _with_reveals(question, questions, "", data, asking)
    made = {f"{question.key}-count": fields.HiddenField(required=False)}
    if picks := picks_of(question.source, asking.by):
        made[f"{question.key}-roster"] = fields.SelectField(
            label=f"Choose {question.one or 'someone'} from your own roll",
            choices=[(pick.key, pick.words) for pick in picks],
            required=False,
        )
        made[f"{question.key}-roster"].says_optional = False
    count = number_of_rows(question, data)
    data[f"{question.key}-count"] = str(count)
    for number, name in enumerate(row_names(question, data, count) if question.key in asking.keeps_rows else []):
        data[row_box(question, number)] = name
        made[row_box(question, number)] = fields.HiddenField(required=False)
    inner = tuple(
        q for q in question.questions if _choosers(q, question.questions) or q.when is None or q.when.holds(heard)
    )
    for number in range(count):
        for each in inner:
            made |= _with_reveals(each, inner, row_prefix(question, number), data, asking)
    return made


def _with_reveals(question: Question, among: tuple[Question, ...], prefix: str, data, asking) -> dict:
    """The boxes of a question; a choice learns which boxes each of its answers reveals."""
    made = boxes_of(question, prefix, data, asking)
    reveals: dict[str, list[str]] = {}
    for other in among:
        if question.key in _choosers(other, among):
            reveals.setdefault(other.when.value, []).extend(boxes_of(other, prefix, data, asking))
    if reveals:
        made[named(question, prefix)].reveals = reveals
        box = made[named(question, prefix)]
        first = question.options[0].value if question.options else None
        # In a row, what is revealed stands beneath the row's beginning: there it belongs to the first answer alone.
        box.inline = getattr(box, "inline", False) and set(reveals) == {first}
    return made


def _may_skip(form: Form, questions: tuple[Question, ...], values: Mapping) -> bool:
    in_danger = form.says_danger(values)
    return not any(insists(each, in_danger) for question in questions for each in (question, *question.questions))
