"""Steps of a record: one thing recorded about it, each a line of a room's table."""

from collections.abc import Callable, Iterable
from typing import ClassVar, Self

from django.db.models import Model
from django.urls import reverse

from breakwater.partnership.organisations.access import may
from breakwater.partnership.organisations.models import Actor

from .operation_view import OperationView


def _always(_subject: Model) -> bool:
    return True


class StepView(OperationView):
    """A page that asks for one thing about a subject and records it. Where the moment for it is over, what came since is shown.

    `heading` says what, `button` what is pressed (none: the heading), `lead` what stands above the boxes, `kind` how the button
    warns, and `when` of which subject it is offered. Steps of one subject stand on a class of their own, with their addresses under
    its `steps_at` and their names after `steps_named`, and are lines of a table: `CaseStep.of("consent", "Record consent", …)`.
    """

    template_name = "design/step.html"
    steps_at: ClassVar[str] = ""
    steps_named: ClassVar[str] = ""
    heading = button = lead = kind = ""
    when: ClassVar[Callable[[Model], bool]] = staticmethod(_always)

    @classmethod
    def of(cls, act: str, heading: str, form_class: type, operation: Callable, *, says: str = "", **more) -> type[Self]:
        """The step at this end of the address. `says` is what is said when it is done; `more` are attributes and methods of its class."""
        own = {"route": f"{cls.steps_at}{act}/", "name": f"{cls.steps_named}_{act.replace('-', '_').replace('/', '_')}"}
        own |= {"heading": heading, "form_class": form_class, "operation": staticmethod(operation)}
        own |= {"success_message": says or cls.success_message} | more
        if "when" in more:
            own["when"] = staticmethod(more["when"])
        return type(f"{cls.__name__}{act.title()}", (cls,), own)

    def answer_instead(self):
        is_over = self.request.method != "POST" and self.subject is not None and not self.when(self.subject)
        return self.done("") if is_over else super().answer_instead()

    def get_context_data(self, **more):
        shown = {"heading": self.heading, "button": self.button or self.heading, "lead": self.lead, "kind": self.kind}
        return super().get_context_data(**shown | {"back": self.get_refused_url()} | more)


def offered(steps: Iterable[type[StepView]], subject: Model, namespace: str, actor: Actor) -> list[dict[str, str]]:
    """The steps that an actor may take of a subject now, as links."""
    return [
        {"text": step.heading, "href": reverse(f"{namespace}:{step.name}", args=[subject.public_id])}
        for step in steps
        if step.when(subject) and may(actor, step.permission, subject if step.permission_of else None)
    ]
