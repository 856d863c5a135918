"""The training team's pages of courses, trainers, requests for sessions, and double records."""

from typing import ClassVar

from django.http import Http404

from breakwater.foundation import audit
from breakwater.foundation.dates.london_time import london_date
from breakwater.foundation.design.fields import Form
from breakwater.foundation.refusals import run
from breakwater.partnership.kit.list_page import ListPage
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage, SubjectView
from breakwater.partnership.organisations.access import Permission, may

from .. import codes, course_forms, keep_forms, lookup
from ..models import BespokeRequest, Course, EventState, Trainer
from ..operations import courses, keeping
from .booking import Asks
from .keep import OfCourseKept

P = Permission
COURSES, COURSE = "training/keep/courses/", "training/keep/courses/<str:public_id>/"


class Courses(ListPage):
    route, name, template_name = COURSES, "courses", "training/keep/courses.html"
    permission = P.TRAINING_KEEP
    model = Course

    def get_queryset(self):
        return lookup.kept_courses(self.request.post.team.area, self.at)

    def get_context_data(self, **more):
        return super().get_context_data(withdrawn=lookup.withdrawn_courses(self.request.post.team.area), **more)


class WritesCourse(Asks):
    form_class, template_name = course_forms.CourseForm, "training/keep/folded.html"
    permission = P.TRAINING_KEEP
    leads_to: ClassVar = ("training:course_keep", "result.public_id")

    def get_form_kwargs(self):
        area = self.request.post.team.area
        others = [(each.public_id, each.title) for each in lookup.kept_courses(area, self.at) if each != self.subject]
        chapters = courses.chapters_of(area, london_date(self.at))
        return super().get_form_kwargs() | {"others": others, "chapters": chapters}


class AddCourse(WritesCourse):
    route, name, permission_of = f"{COURSES}new/", "course_new", ""
    heading, button = "Add a course", "Save"
    success_message = "Saved. Add its first date"
    refused_to: ClassVar = ("training:courses",)

    def operate(self, form):
        return courses.add(form.facts(), **self.acting)


class CourseKept(OfCourseKept, SubjectPage):
    """A course with its editions, what they stand on, and its dates."""

    route, name, template_name = COURSE, "course_keep", "training/keep/course.html"

    def get_context_data(self, **more):
        editions = list(self.subject.editions.prefetch_related("bases").order_by("-number"))
        dates = lookup.kept_dates(self.subject.area).filter(course=self.subject).order_by("-starts_at", "-pk")
        asked = list(lookup.asked_for(self.at).filter(course=self.subject)[:50])
        return super().get_context_data(
            edition=editions[0], editions=editions, dates=list(dates[:30]), asked=asked, **more
        )


class ChangeCourse(OfCourseKept, WritesCourse):
    route, name = f"{COURSE}change/", "course_change"
    operation = staticmethod(courses.change)
    heading, button = "Change the course", "Save"
    lead = "Other words, or another basis, make a new edition. Dates to come go over to it."
    success_message = "Saved"
    refused_to: ClassVar = ("training:course_keep", "subject.public_id")

    def get_initial(self):
        course, edition = self.subject, self.subject.editions.order_by("-number").first()
        bases = list(edition.bases.order_by("pk"))
        said = {
            name: getattr(course, name) for name in (*courses.OF_COURSE, "before_months", "sectors", "staff_groups")
        }
        said |= {name: getattr(edition, name) for name in (*courses.OF_EDITION, "review_by")}
        return said | {
            "group": course.group_id or "",
            "before": course.before.public_id if course.before_id else "",
            "strict": "yes" if course.strict else "no",
            "outcomes": "\n".join(edition.outcomes),
            "bases": "\n".join(courses.in_a_line(each) for each in bases if not each.chapter),
            "chapters": [each.chapter for each in bases if each.chapter],
        }


class Withdraw(OfCourseKept, Asks):
    """Asks first, with what stands: dates to come, and who has a place or waits."""

    route, name = f"{COURSE}withdraw/", "course_withdraw"
    form_class, heading, button, kind = Form, "Take a course out of the catalogue", "Take it out", "warning"
    operation = staticmethod(courses.withdraw)
    lead = (
        "Nobody finds or books it any more. Bookings, dates and records stay: cancel a date on its own page. "
        "You can put the course back."
    )
    success_message = "Out of the catalogue. Its dates and records stay"
    leads_to: ClassVar = ("training:course_keep", "subject.public_id")

    def get_context_data(self, **more):
        dates = list(lookup.kept_dates(self.subject.area).filter(course=self.subject, ends_at__gt=self.at))
        open_dates = [each for each in dates if each.state == EventState.OPEN]
        drafts = sum(each.state == EventState.DRAFT for each in dates)
        facts = [
            ("Dates open for booking", len(open_dates)),
            ("Drafts", drafts),
            ("Places booked", sum(each.places_taken for each in open_dates)),
            ("On waiting lists", sum(each.waiting for each in open_dates)),
        ]
        return super().get_context_data(**{"facts": [{"key": key, "value": value} for key, value in facts]} | more)


class PutBack(OfCourseKept, ButtonView):
    route, name = f"{COURSE}put-back/", "course_put_back"
    operation = staticmethod(courses.put_back)
    success_message = "In the catalogue again"
    leads_to: ClassVar = ("training:course_keep", "subject.public_id")


class LookAt(OfCourseKept, ButtonView):
    route, name = f"{COURSE}basis/<int:basis>/", "basis_looked_at"
    success_message = "Noted: the course was looked at"
    leads_to: ClassVar = ("training:course_keep", "subject.public_id")

    def operate(self, form):
        basis = lookup.basis_of(self.subject, self.kwargs["basis"])
        if basis is None:
            raise Http404
        return courses.look_at(basis, **self.acting)


class Trainers(ListPage):
    route, name, template_name = "training/keep/trainers/", "trainers", "training/keep/trainers.html"
    permission = P.TRAINING_KEEP
    model = Trainer

    def get_queryset(self):
        return lookup.pool(self.request.post.team.area, self.at)


class KeepsTrainer(Asks):
    form_class = keep_forms.TrainerForm
    permission = P.TRAINING_KEEP
    leads_to: ClassVar = ("training:trainers",)
    success_message = "Saved"
    button = "Save"

    def get_form_kwargs(self):
        area = self.request.post.team.area
        said = [(each.public_id, each.title) for each in lookup.kept_courses(area, self.at)]
        return super().get_form_kwargs() | {"courses": said}

    def operate(self, form):
        return keeping.save_trainer(self.subject, form.facts(), **self.acting)


class AddTrainer(KeepsTrainer):
    route, name, permission_of = "training/keep/trainers/new/", "trainer_new", ""
    heading = "Add a trainer to the pool"


class ChangeTrainer(KeepsTrainer):
    route, name = "training/keep/trainers/<str:public_id>/", "trainer"
    model, related, context_object_name = Trainer, ("organisation", "area"), "trainer"
    heading = "Change a trainer’s details"

    def get_initial(self):
        said = {name: getattr(self.subject, name) for name in keeping.OF_TRAINER}
        approved = self.subject.courses.values_list("public_id", flat=True)
        return said | {"organisation": self.subject.organisation.public_id, "courses": list(approved)}


class AskForSession(Asks):
    route, name = "training/ask/", "ask"
    model, permission, permission_of = None, P.TRAINING_BOOK_FOR, ""
    form_class, heading, button = keep_forms.AskForSessionForm, "Ask for a session for your organisation", "Send"
    lead = "For your staff alone, on an inset day, or on a subject that no course covers."
    leads_to: ClassVar = ("training:request", "result.public_id")
    refused_to: ClassVar = ("training:team",)
    success_message = "Sent to the training team"

    def get_form_kwargs(self):
        rows = lookup.kept_courses(self.request.post.team.area, self.at)
        return super().get_form_kwargs() | {"courses": [(each.public_id, each.title) for each in rows]}

    def operate(self, form):
        return keeping.ask_for_session(form.facts(), key=form.cleaned_data["idempotency"], **self.acting)


class OfRequest(SubjectView):
    model, related = BespokeRequest, ("organisation", "course", "area", "asked_by__membership__user")
    permission = P.TRAINING_BOOK
    permission_of = ""
    context_object_name, audited_as = "asked", "training_request"
    leads_to: ClassVar = ("training:request", "subject.public_id")


class RequestPage(OfRequest, SubjectPage):
    """A request for a session, as whoever asked and the training team have it: the wall leaves it to them."""

    route, name, template_name = "training/requests/<str:public_id>/", "request", "training/request.html"

    def get_context_data(self, **more):
        return super().get_context_data(keeps=may(self.request.actor, P.TRAINING_KEEP, self.subject), **more)


class AnswerRequest(OfRequest, Asks):
    route, name = "training/requests/<str:public_id>/answer/", "request_answer"
    permission, permission_of = P.TRAINING_KEEP, "subject"
    form_class, heading, button = keep_forms.AnswerRequestForm, "Answer a request for a session", "Send the answer"
    operation = staticmethod(keeping.answer_request)
    success_message = "Answered. They are told"


class Merge(Asks):
    route, name = "training/keep/merge/", "merge"
    model, permission, permission_of = None, P.TRAINING_KEEP, ""
    template_name = "training/keep/merge.html"
    form_class, heading, button = keep_forms.MergeForm, "Merge two training records", "Compare them"
    lead = "Bookings, proof and employers of the double go to the record that stays."
    leads_to: ClassVar = ("training:keep",)
    success_message = "Merged"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"are_compared": "compared" in self.request.POST}

    def form_valid(self, form):
        """First the two records side by side, and then the question."""
        if "compared" in form.fields:
            return super().form_valid(form)
        run(form, keeping.both_of, self.request.post.team.area, **form.cleaned_data)
        if form.errors:
            return self.form_invalid(form)
        asking = self.form_class(are_compared=True, initial=form.cleaned_data | {"compared": "yes"})
        return self.render_to_response(self.get_context_data(form=asking))

    def operate(self, form):
        said = {name: form.cleaned_data[name] for name in ("email", "other", "sure")}
        return keeping.merge_by_address(self.request.post.team.area, **said, **self.acting)

    def get_context_data(self, **more):
        form, both = more.get("form"), []
        if form is not None and "compared" in form.fields:
            said = form.data or form.initial
            addresses = [said.get("email", ""), said.get("other", "")]
            both = lookup.of_addresses(self.request.post.team.area, addresses, london_date(self.at))
            audit.saw("training_record", *(each.pk for each in both))
        shown = {"both": both if len(both) == 2 else [], "groups_in_words": codes.in_words}
        if both:
            shown |= {"button": "Merge them", "kind": "warning"}
        return super().get_context_data(**shown | more)


VIEWS = (
    AddCourse,
    Courses,
    CourseKept,
    ChangeCourse,
    Withdraw,
    PutBack,
    LookAt,
    AddTrainer,
    Trainers,
    ChangeTrainer,
    AskForSession,
    RequestPage,
    AnswerRequest,
    Merge,
)
