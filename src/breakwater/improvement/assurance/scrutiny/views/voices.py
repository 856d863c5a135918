"""What children, families and practitioners said and what followed; and the page on which everyone reads it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from breakwater.foundation.design.pages import finished_page, light_page
from breakwater.partnership.kit.operation_view import ButtonView, SubjectPage
from breakwater.partnership.kit.public_page import PublicPage
from breakwater.partnership.kit.step import StepView, offered
from breakwater.partnership.organisations.access import Permission, may

from ...plans.pages import KEEP, READ, Listed, Opening
from ...publishing import PublishStep
from .. import forms, lookup, operations

AT, ONE = "voice/", "voice/<str:public_id>/"


class Voices(Listed):
    route, name, template_name, audited_as = AT, "voices", "assurance/scrutiny/voices.html", "voice"

    def get_queryset(self):
        return lookup.voices_of(self.areas())


class Hear(Opening):
    route, name, heading, button, back_to = (
        f"{AT}new/",
        "voice_new",
        "Record what people said",
        "Save",
        "assurance:voices",
    )
    form_class, operation = forms.VoiceForm, staticmethod(operations.hear)
    success_message, leads_to = "Saved. Record what followed", ("assurance:voice", "result.public_id")


class OfVoice(StepView):
    subjects, context_object_name, audited_as, permission = lookup.VOICES, "voice", "voice", KEEP
    leads_to, success_message = ("assurance:voice", "subject.public_id"), "Saved"


class Follow(OfVoice):
    route, name, heading, button = f"{ONE}followed/", "voice_followed", "Record what followed", "Save"
    form_class, operation = forms.FollowedForm, staticmethod(operations.follow)

    @classmethod
    def when(cls, subject):
        return subject.did_on is None


class Publish(OfVoice, PublishStep):
    """The words as everyone will read them, with what was found in them, for a second person."""

    route, name, heading = f"{ONE}publish/", "voice_publish", "Publish “you said, we did”"
    permission, operation = Permission.VOICE_PUBLISH, staticmethod(operations.publish)
    success_message = "Published. Everyone can read it"
    when = staticmethod(operations.waits)

    def said(self):
        return operations.words_of(self.subject)


class TakeOff(ButtonView):
    route, name, operation = f"{ONE}take-off/", "voice_take_off", staticmethod(operations.take_off)
    subjects, permission = lookup.VOICES, KEEP
    success_message, leads_to = "Taken off the public pages", ("assurance:voice", "subject.public_id")


class VoicePage(SubjectPage):
    route, name, template_name = ONE, "voice", "assurance/scrutiny/voice.html"
    subjects, context_object_name, audited_as, permission = lookup.VOICES, "voice", "voice", READ

    def get_context_data(self, **more):
        actor, voice = self.request.actor, self.subject
        is_public = voice.published_on is not None and voice.taken_off_on is None
        return super().get_context_data(
            steps=offered((Follow, Publish), voice, "assurance", actor),
            is_public=is_public,
            may_take_off=is_public and may(actor, KEEP, voice),
            **more,
        )


@light_page
@require_safe
def you_said(request):
    """What everyone reads: what people said, and what followed."""
    page = finished_page(lookup.PUBLIC.order_by("-published_on", "-pk"), 20, request.GET.get("page"))
    shown = {"page": page, "address": "?page={}", "robots_may_index": True}
    return render(request, "assurance/scrutiny/you_said.html", shown)


VIEWS = (Voices, Hear, VoicePage, Follow, Publish, TakeOff, PublicPage("you-said-we-did/", you_said, "you_said"))
