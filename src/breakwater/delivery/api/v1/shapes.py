"""The shapes of what goes in and out, once for the document and for what checks it."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Field, Schema
from ninja.security import HttpBearer
from pydantic import ConfigDict, StrictBool, ValidationError, model_validator

from ..models import Scope
from ..problems import DANGER, Problem, is_danger, no_key


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class ErrorOut(Schema):
    field: str
    detail: str
    label: str = Field("", description="The question as the form asks it.")
    page: str = ""
    kind: str = ""
    options: list["OptionOut"] = []


class OptionOut(Schema):
    value: str
    label: str


class ProblemOut(Schema):
    """RFC 9457. `errors` name the fields that must be answered or corrected, in the form's own words."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ErrorOut] = []
    notes: list[str] = Field([], description="What the form says beside the answers that were given. Show them.")
    urgent: "UrgentOut | None" = Field(
        None, description="Where the request says that a child is in danger. Show it first."
    )


def no(*statuses: int) -> dict:
    """The ways in which an operation says no, beside those that each has."""
    return dict.fromkeys(sorted({400, 405, 422, 429, 500, 503, *statuses}), ProblemOut)


NEEDS_KEY = no(401, 403)


class Key(HttpBearer):
    """An organisation's key, which must be good for what is asked."""

    def __init__(self, scope: str):
        super().__init__()
        self.scope = scope
        self.openapi_description = "The key of a connected system: bw_…"

    def __call__(self, request):
        return self.authenticate(request, "")

    def authenticate(self, request, token):
        if request.api_key is None:
            raise no_key()
        if self.scope not in request.api_key.allowed:
            raise Problem(403, f"This key is not good for “{Scope(self.scope).label}”. Ask for one that is")
        return request.api_key


class FileIn(Strict):
    """A file that goes with a contact. Its content is base64; all of a request is at most 2.5 MB."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    content: Annotated[str, Field(max_length=2_400_000, description="The file, base64.")]
    kind: Annotated[str, Field(max_length=20, description="What it is: see `files` of GET /contact-form.")]
    title: Annotated[str, Field(max_length=200)] = ""
    author_agency: Annotated[str, Field(max_length=120)] = ""
    family_may_see: StrictBool
    is_lawful: Annotated[
        StrictBool,
        Field(description="Somebody looked: it is no indecent image of a child and no terrorist material (SG-29)."),
    ]


class ContactIn(Strict):
    """A contact: answers by the keys of the form (`GET /contact-form`), in the shapes given there."""

    answers: dict[str, Any] = Field(
        description="Answers by question.",
        examples=[{"immediate_danger": "yes", "worry": "He came to school with a fresh burn"}],
    )
    files: Annotated[list[FileIn], Field(max_length=10)] = []

    @model_validator(mode="before")
    @classmethod
    def in_danger_nothing_holds_it_up(cls, given):
        """What is not as described goes among the answers, where it is given to people in words (FD-07)."""
        said = getattr(given, "_obj", given)
        if (
            not isinstance(said, dict)
            or not isinstance(said.get("answers"), dict)
            or not is_danger(said["answers"].get(DANGER))
        ):
            return given
        files = said.get("files") if isinstance(said.get("files"), list) else []
        fit = [each for each in files if _is_file(each)][:10]
        odd = {f"files.{number}": _named(each) for number, each in enumerate(files) if each not in fit}
        odd |= {name: value for name, value in said.items() if name not in ("answers", "files")}
        if "files" in said and not isinstance(said["files"], list):
            odd["files"] = _named(said["files"])
        return {"answers": {**odd, **said["answers"]}, "files": fit}


def _is_file(given) -> bool:
    try:
        FileIn.model_validate(given)
    except ValidationError:
        return False
    return True


def _named(file) -> str:
    return f"A file was not taken: {str(file.get('name', '')) if isinstance(file, dict) else ''}"[:200]


class UrgentOut(Schema):
    """Said where the form would say it: what cannot wait goes by telephone. Writing sends nobody."""

    in_danger: bool
    words: str
    telephone: str = ""


class ReadingOut(Schema):
    """Whether the office reads it now; out of hours, until when nobody does and whom to call meanwhile."""

    is_open: bool
    words: str
    telephone: str


class FileOut(Schema):
    name: str
    state: str = Field(description="CLEAN, HELD (until it is scanned), REFUSED or NOT_TAKEN.")
    words: str


class SentOut(Schema):
    reference: str
    received_at: datetime = Field(description="By the server's clock.")
    answer_due_on: date | None
    urgent: UrgentOut | None = None
    read_from: ReadingOut
    files: list[FileOut] = Field(
        [], description="What became of each file. Say so to your user where one was not taken."
    )
    notes: list[str] = Field([], description="What the form says beside the answers that were given. Show them.")
    not_taken: list[str] = Field(
        [],
        description="Answers and files that could not be taken: in danger nothing holds a contact up. People read the answers as text; "
        "tell them by telephone.",
    )


class AdditionIn(Strict):
    words: Annotated[
        str, Field(min_length=1, max_length=10_000, pattern=r"\S", description="In your user's own words.")
    ]
    immediate_danger: StrictBool = Field(
        False, description="A child is in danger now. Writing here sends nobody: call 999."
    )


class AddedOut(Schema):
    """It has reached whoever has the contact."""

    reference: str
    added_at: datetime
    reopened_as: str = Field(
        "",
        description="Where the contact was decided and no service has the child: the reference of a new one. Read its status too.",
    )
    words: str = Field("", description="What becomes of it. Show it.")
    urgent: UrgentOut | None = None
    read_from: ReadingOut


class RowOut(Schema):
    key: str
    value: str


class ChildOut(Schema):
    child: str
    stage: str = Field(description="RECEIVED, DECIDED, TAKEN_UP or JOINED.")
    stage_words: str
    words: str = Field(description="What the page says beside it, as that you will be called. Show it.")
    outcome: str
    now_with: str
    letter: list[RowOut]
    changed_at: datetime


class StatusOut(Schema):
    """What the referrer may read now. A child who is not here may still be with the MASH: call it."""

    reference: str
    received_at: datetime
    answer_due_on: date | None
    children: list[ChildOut]
    urgent: UrgentOut | None = None


class ContactListOut(Schema):
    reference: str
    received_at: datetime


class ContactPage(Schema):
    contents: list[ContactListOut]
    next_cursor: str | None


class QuestionOut(Schema):
    key: str
    page: str
    label: str
    kind: str
    required: str
    each: str = Field("", description="The group whose rows it is asked of: {each: {all: …}} or by the row's name.")
    options: list[OptionOut] = []
    codes: list[OptionOut] = Field([], description="The codes of a lookup, or of several.")
    shape: dict | None = Field(
        description="JSON Schema of its answer, with its choices, codes and lengths. null: it is not answered here."
    )
    when: dict | None = Field(
        description="Asked only where this holds, by the answers to other questions: {question, is}, {question, includes}, "
        "{question, answered}, {some: GROUP, where}, {all}, {any}, {not}. null: always. A question of a group hangs on its row too."
    )
    questions: list["QuestionOut"] = []


class FormOut(Schema):
    """The form in force in the area. Ask again with If-None-Match: another ETag is another form."""

    title: str
    version: int
    questions: list[QuestionOut]
    files: list[OptionOut] = Field(description="What a file may be.")


class RollOut(Schema):
    """A roll that was read and is shown to the school: a person confirms it at `url` (SG-14)."""

    id: str
    received_at: datetime
    state: str = Field(
        description="COLUMNS (a person names its columns), SHOWN (a person confirms it), HELD (the authority looks at it), TAKING, TAKEN, "
        "UNDOING, UNDONE or DROPPED (not taken in)."
    )
    rows: int
    counts: dict[str, int]
    refused: list[list[Any]] = Field(description="Line, field and what is wrong, without any value of the file.")
    url: str


class WebhookIn(Strict):
    url: Annotated[
        str, Field(max_length=400, pattern="^https?://[!-~]+$", description="https, a public address, port 443.")
    ]
    is_on: StrictBool = True


class WebhookOut(Schema):
    url: str
    is_on: bool
    changed_at: datetime
    secret: str | None = Field(None, description="Given once: when it is first set, and when it is changed.")


class ResourceOut(Schema):
    id: str
    title: str
    summary: str
    kind: str
    subject: str
    key_stages: list[str]
    language: str
    licence: str
    credit: str
    url: str
    reviewed_on: date | None


class NewsOut(Schema):
    id: str
    title: str
    summary: str
    published_on: date
    url: str


class DateOut(Schema):
    id: str
    starts_at: datetime
    ends_at: datetime
    how: str
    place: str
    places_left: int
    book_by: datetime


class CourseOut(Schema):
    id: str
    code: str
    title: str
    how: str
    url: str
    dates: list[DateOut]


class ChapterOut(Schema):
    manual: str
    title: str
    summary: str
    url: str


class AboutOut(Schema):
    version: str
    documentation: str
    openapi: str
    services: str = Field(description="The directory of services, Open Referral UK 3.0.")


EVENTS = {
    "contact.updated": {
        "post": {
            "operationId": "contact_updated",
            "summary": "There is news of a contact that this system sent: read its status",
            "description": "Answer 2xx within 10 seconds. It may come twice, and not in order.",
            "security": [],
            "parameters": [
                {
                    "in": "header",
                    "name": "X-Signature",
                    "required": True,
                    "description": "The moment in seconds, and HMAC-SHA256 of `t.body` in hex by the secret; by the one before as well after a "
                    "change. Refuse one that fits none of them, or is older than five minutes.",
                    "schema": {"type": "string", "pattern": "^t=[0-9]+(,v1=[0-9a-f]{64})+$"},
                    "example": f"t=1767225600,v1={'0' * 64}",
                }
            ],
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "required": ["id", "type", "reference", "occurred_at"],
                            "properties": {
                                "id": {"type": "string", "description": "The same for each attempt."},
                                "type": {"const": "contact.updated"},
                                "reference": {"type": "string"},
                                "occurred_at": {"type": "string", "format": "date-time"},
                            },
                        }
                    }
                },
            },
            "responses": {"204": {"description": "Taken"}},
        }
    }
}
