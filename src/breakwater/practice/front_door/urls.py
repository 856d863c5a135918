"""Addresses of the front door: what anyone may open, and what posts open."""

from django.urls import path, register_converter
from django.views.generic import RedirectView

from breakwater.foundation.design.pages import public_page

from .operations.sending import FORM_OF_ROUTE
from .views import (
    allocating,
    board,
    boundary,
    calls,
    compartments,
    concern,
    contacts,
    copies,
    decisions,
    desks,
    duty,
    duty_wall,
    figures,
    guests,
    hearing,
    lawful_bases,
    links,
    matching,
    named_people,
    notices,
    officers,
    oversight,
    promises,
    public,
    ready,
    receipts,
    recording_screening,
    requests,
    second_manager,
    sending,
    sending_more,
    social_care,
    specialist,
    strategy,
    telling_more,
)


class Route:
    """The child's own way in, or everyone else's."""

    regex = "|".join(FORM_OF_ROUTE)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(Route, "concern_route")

app_name = "front_door"

PUBLIC = [
    path("", public.worried, name="worried"),
    path("privacy/", public.privacy, name="privacy"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("tell-us/", public_page(RedirectView.as_view(pattern_name="front_door:worried")), name="tell_us"),
    path("tell-us/leave/", public.leave, name="leave"),
    path("tell-us/again/", telling_more.again, name="again"),
    path("tell-us/again/thank-you/", telling_more.told_again, name="told_again"),
    path("contacts/without-account/", guests.start, name="guest_start"),
    path("contacts/without-account/form/", guests.sections, name="guest_sections"),
    path("contacts/without-account/form/<slug:page>/", guests.page, name="guest_page"),
    path("contacts/without-account/check/", guests.check, name="guest_check"),
    path("contacts/without-account/send/", guests.send, name="guest_send"),
    path("contacts/without-account/sent/", guests.sent, name="guest_sent"),
    path("contacts/without-account/resume/", guests.resume, name="guest_resume"),
    path("contacts/without-account/receipt/", guests.receipt, name="guest_receipt"),
    path("contacts/without-account/stop/", guests.stop, name="guest_stop"),
    path("tell-us/<concern_route:route>/", concern.start, name="start"),
    path("tell-us/<concern_route:route>/carried/", concern.carried, name="carried"),
    path("tell-us/<concern_route:route>/now/", concern.in_danger, name="now"),
    path("tell-us/<concern_route:route>/check/", concern.check, name="check"),
    path("tell-us/<concern_route:route>/send/", concern.send, name="send"),
    path("tell-us/<concern_route:route>/thank-you/", concern.sent, name="sent"),
    path("tell-us/<concern_route:route>/stop/", concern.stop, name="stop"),
    path("tell-us/<concern_route:route>/q/<slug:page>/", concern.question, name="question"),
]

STAFF = [
    path("contacts/", receipts.receipts, name="receipts"),
    path("contacts/new/", sending.start, name="contact_start"),
    path("contacts/new/call/", sending.start_call, name="call_start"),
    path("contacts/drafts/<str:public_id>/", sending.draft, name="draft"),
    path("contacts/drafts/<str:public_id>/check/", sending.check, name="draft_check"),
    path("contacts/drafts/<str:public_id>/send/", sending.send, name="draft_send"),
    path("contacts/drafts/<str:public_id>/discard/", sending.discard, name="draft_discard"),
    path("contacts/drafts/<str:public_id>/roll/", sending_more.pick, name="draft_roll"),
    path("contacts/drafts/<str:public_id>/files/", sending_more.files, name="draft_files"),
    path("contacts/drafts/<str:public_id>/files/new/", sending_more.add_file, name="draft_file_new"),
    path(
        "contacts/drafts/<str:public_id>/files/<str:file_id>/remove/",
        sending_more.remove_file,
        name="draft_file_remove",
    ),
    path("contacts/lawful-bases/", lawful_bases.lawful_bases, name="lawful_bases"),
    path("contacts/approvals/<str:public_id>/", sending_more.approval, name="approval"),
    path("contacts/drafts/<str:public_id>/<slug:page>/", sending.page, name="draft_page"),
    path("contacts/drafts/<str:public_id>/<slug:page>/keep/", sending.keep, name="draft_keep"),
    path("contacts/<str:reference>/copy/", copies.copy, name="receipt_copy"),
    path("contacts/<str:reference>/", receipts.receipt, name="receipt"),
    path("contacts/<str:reference>", receipts.receipt),
]

MASH = [
    path("duty/", duty.duty, name="duty"),
    path("duty/alarms/<str:public_id>/", duty.acknowledge, name="duty_acknowledge"),
    path("duty/contacts/<str:reference>/", duty.did, name="duty_did"),
    path("mash/contacts/<str:reference>/oversight/", oversight.enter, name="oversight"),
    path("mash/contacts/<str:reference>/known/<int:number>/", oversight.known_then, name="known_then"),
    path("mash/contacts/<str:reference>/known/<int:number>/dissent/", oversight.dissent, name="dissent"),
    path("mash/samples/", oversight.samples, name="samples"),
    path("mash/samples/<str:public_id>/", oversight.sample, name="sample"),
    path("mash/samples/contacts/<str:public_id>/", oversight.judge, name="sample_item"),
    path("mash/contacts/<str:reference>/strategy/", strategy.call, name="strategy_call"),
    path("strategy/<str:reference>/", strategy.strategy, name="strategy"),
    path("strategy/<str:reference>/ask/", strategy.ask, name="strategy_ask"),
    path("strategy/<str:reference>/said/<str:public_id>/", strategy.said, name="strategy_said"),
    path("strategy/<str:reference>/record/", strategy.record, name="strategy_record"),
    path("strategy/<str:reference>/worker/", strategy.tell_worker, name="strategy_tell_worker"),
    path("strategy/<str:reference>/circulate/", strategy.circulate, name="strategy_circulate"),
    path("strategy/<str:reference>/actions/", strategy.action, name="strategy_action"),
    path("strategy/<str:reference>/actions/<str:public_id>/", strategy.action_done, name="strategy_action_done"),
    path("strategy/<str:reference>/not-held/", strategy.not_held, name="strategy_not_held"),
    path("strategy/<str:reference>/conclude/", strategy.conclude, name="strategy_conclude"),
    path("mash/from-another-authority/", boundary.take_in, name="take_in_passed"),
    path("mash/contacts/<str:reference>/pass-on/", boundary.pass_on, name="pass_on"),
    path("mash/contacts/<str:reference>/passed/", boundary.passing, name="passing"),
    path("mash/contacts/<str:reference>/passed/file/", boundary.file, name="passing_file"),
    path("mash/overnight/", duty.overnight, name="overnight"),
    path("mash/overnight/<int:number>/", duty.pick_up, name="pick_up"),
    path("mash/figures/", figures.figures, name="figures"),
    path("mash/figures/work-out/", figures.work_out, name="figures_work_out"),
    path("mash/figures/contacts/", figures.contacts, name="figures_contacts"),
    path("mash/wall/", duty_wall.wall, name="wall"),
    path("mash/allocate/", allocating.allocate, name="allocate"),
    path("mash/", board.board, name="board"),
    path("mash/contacts/<str:reference>/", contacts.contact, name="contact"),
    path("mash/contacts/<str:reference>/card/", board.card, name="card"),
    path("mash/contacts/<str:reference>/claim/", board.claim, name="claim"),
    path("mash/contacts/<str:reference>/take-over/", board.take_over, name="take_over"),
    path("mash/contacts/<str:reference>/release/", board.release, name="release"),
    path("mash/contacts/<str:reference>/rate/", contacts.rate, name="rate"),
    path("mash/contacts/<str:reference>/told/", contacts.add_told, name="told"),
    path("mash/contacts/<str:reference>/child/", matching.search, name="match"),
    path("mash/contacts/<str:reference>/child/choose/", matching.choose, name="choose"),
    path("mash/contacts/<str:reference>/child/new/", matching.new, name="new_child"),
    path("mash/contacts/<str:reference>/child/provisional/", matching.provisional, name="provisional"),
    path("mash/contacts/<str:reference>/people/", named_people.around, name="named_people"),
    path("mash/contacts/<str:reference>/people/<str:public_id>/", named_people.match, name="named_person"),
    path("mash/contacts/<str:reference>/people/<str:public_id>/choose/", named_people.choose, name="choose_named"),
    path("mash/contacts/<str:reference>/people/<str:public_id>/new/", named_people.new, name="new_named"),
    path("mash/contacts/<str:reference>/screening/", recording_screening.record, name="screening"),
    path("mash/contacts/<str:reference>/screening/keep/", recording_screening.keep, name="screening_keep"),
    path("mash/contacts/<str:reference>/screening/items/", recording_screening.add_item, name="item"),
    path(
        "mash/contacts/<str:reference>/screening/items/<str:public_id>/back/",
        recording_screening.take_back,
        name="item_back",
    ),
    path("mash/contacts/<str:reference>/screening/children/", recording_screening.consider, name="considered"),
    path("mash/contacts/<str:reference>/stage/", recording_screening.stage, name="stage"),
    path("mash/contacts/<str:reference>/ready/", ready.hand_over, name="ready"),
    path("mash/contacts/<str:reference>/send-back/", ready.send_back, name="send_back"),
    path("mash/contacts/<str:reference>/open-case/", second_manager.open_case, name="open_case"),
    path("mash/contacts/<str:reference>/second/", second_manager.second, name="second"),
    path("mash/contacts/<str:reference>/decide/", decisions.decide, name="decide"),
    path("mash/contacts/<str:reference>/acknowledged/", hearing.acknowledged, name="acknowledged"),
    path("mash/contacts/<str:reference>/told-sender/", hearing.told_sender, name="told_sender"),
    path("area/answers/", promises.promise, name="promise"),
    path("mash/contacts/<str:reference>/not-told/", hearing.not_told, name="not_told"),
    path("mash/contacts/<str:reference>/join/", links.join, name="join"),
    path("mash/contacts/<str:reference>/part/", links.part, name="part"),
    path("mash/calls/new/", calls.log, name="call_log"),
    path("mash/advice/", calls.consultations, name="consultations"),
    path("mash/advice/new/", calls.consult, name="consult"),
    path("mash/advice/<str:public_id>/", calls.consultation, name="consultation"),
    path("mash/advice/<str:public_id>/contact/", calls.named_after_all, name="named_after_all"),
    path("mash/notices/", notices.notices, name="notices"),
    path("mash/notices/file/", notices.upload, name="notice_upload"),
    path("mash/notices/sample.csv", notices.sample, name="notice_sample"),
    path("mash/notices/new/", notices.write_down, name="notice_new"),
    path("mash/notices/files/<str:public_id>/", notices.batch, name="notice_batch"),
    path("mash/notices/<str:public_id>/", notices.notice, name="notice"),
]

REQUESTS = [
    path("area/desks/", desks.desks, name="desks"),
    path("area/desks/<slug:public_id>/", desks.desk, name="desk"),
    path("requests/", requests.requests, name="requests"),
    path("requests/<str:reference>/", requests.one, name="request"),
    path("requests/<str:reference>/nothing/", requests.nothing_held, name="request_nothing"),
    path("requests/<str:reference>/decline/", requests.decline, name="request_decline"),
    path("requests/<str:reference>/ask/", requests.ask_back, name="request_ask"),
    path("requests/<str:reference>/take/", requests.take, name="request_take"),
    path("mash/contacts/<str:reference>/ask/", requests.ask_others, name="ask_others"),
    path("mash/requests/<str:reference>/", requests.asked_one, name="asked_one"),
    path("mash/requests/<str:reference>/reply/", requests.reply, name="asked_reply"),
    path("mash/requests/<str:reference>/person/", requests.add_person, name="asked_person"),
    path("mash/requests/<str:reference>/close/", requests.close, name="asked_close"),
    path("mash/requests/<str:reference>/send/", requests.send_draft, name="asked_send"),
]

SOCIAL_CARE = [
    path("social-care/", social_care.lists_page, name="social_care_lists"),
    path("social-care/new/", social_care.new, name="social_care_new"),
    path("social-care/files/<str:public_id>/", social_care.one_file, name="social_care_file"),
    path("social-care/files/<str:public_id>/drop/", social_care.drop, name="social_care_drop"),
    path("social-care/children/<str:public_id>/", social_care.row, name="social_care_row"),
]

COMPARTMENTS = [
    path("mash/contacts/<str:reference>/set-apart/", compartments.set_apart, name="set_apart"),
    path("designated-officer/", compartments.allegations, name="allegations"),
    path("designated-officer/<str:reference>/", compartments.allegation, name="allegation"),
    path("designated-officer/<str:reference>/who/", officers.who_it_is, name="allegation_who"),
    path("designated-officer/<str:reference>/may-know/", officers.may_know, name="allegation_may_know"),
    path("designated-officer/<str:reference>/may-know/<int:number>/", officers.told, name="allegation_told"),
    path("designated-officer/<str:reference>/safety/", officers.safety, name="allegation_safety"),
    path("designated-officer/<str:reference>/meeting/", officers.meeting, name="allegation_meeting"),
    path("designated-officer/<str:reference>/referral/", officers.referral, name="allegation_referral"),
    path("designated-officer/<str:reference>/action/", officers.action, name="allegation_action"),
    path("designated-officer/<str:reference>/take-up/", compartments.take_up, name="allegation_take_up"),
    path("designated-officer/<str:reference>/organisation/", compartments.settle, name="allegation_where"),
    path("designated-officer/<str:reference>/struck/<int:number>/lift/", compartments.lift, name="allegation_lift"),
    path("designated-officer/<str:reference>/pass-on/", compartments.pass_on, name="allegation_pass_on"),
    path("designated-officer/<str:reference>/decide/", compartments.decide, name="allegation_decide"),
    path("specialist-route/", specialist.specialist_route, name="specialist_route"),
    path("specialist-route/<str:public_id>/", specialist.concern, name="concern"),
    path("specialist-route/<str:public_id>/referred/", specialist.referred, name="concern_referred"),
    path("specialist-route/<str:public_id>/receipt/", specialist.acknowledged, name="concern_receipt"),
    path("specialist-route/<str:public_id>/outcome/", specialist.ended, name="concern_outcome"),
]

urlpatterns = [*COMPARTMENTS, *SOCIAL_CARE, *REQUESTS, *PUBLIC, *STAFF, *MASH]
