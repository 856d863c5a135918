"""The addresses of early help, and those of its family's and its meetings' links."""

from django.urls import path

from .meetings import views as meetings
from .plans import views as plans
from .views import (
    advice,
    agreements,
    assessments,
    board,
    closing,
    episode,
    family,
    family_door,
    figures,
    leads,
    moves,
    outcomes,
    starting,
)

app_name = "early_help"

EPISODE = "early-help/<str:reference>/"
CHILD = f"{EPISODE}children/<str:key>/"

urlpatterns = [
    path("early-help/", board.episodes, name="episodes"),
    path("early-help/start/<str:public_id>/", starting.start, name="start"),
    path("early-help/asked/<str:reference>/<int:line>/", starting.start_asked, name="start_asked"),
    path("early-help/figures/", figures.figures, name="figures"),
    path("early-help/figures/work-out/", figures.work_out, name="figures_work_out"),
    path("early-help/figures/families/", figures.episodes, name="figures_episodes"),
    path("early-help/figures/offers/", figures.offers, name="figures_offers"),
    path("early-help/figures/reviews/", figures.reviews, name="figures_reviews"),
    path("early-help/outcomes/", outcomes.outcomes_page, name="outcomes"),
    path("early-help/outcomes/change/", outcomes.change, name="outcomes_change"),
    path("early-help/advice/", advice.log, name="advice_log"),
    path("early-help/advice/new/", advice.new, name="advice_new"),
    path("early-help/advice/<str:public_id>/", advice.advice, name="advice"),
    path("early-help/advice/<str:public_id>/follow-up/", advice.follow_up, name="advice_follow_up"),
    path("early-help/advice/<str:public_id>/named/", advice.named, name="advice_named"),
    path("early-help/<str:reference>/advice/new/", advice.new_in_episode, name="advice_in"),
    path("early-help/meetings/<str:public_id>/", meetings.taf, name="taf"),
    path("early-help/meetings/<str:public_id>/link/", meetings.link, name="taf_link"),
    path("early-help/parts/<str:public_id>/take/", family.take, name="family_take"),
    path("early-help/links/<str:public_id>/end/", family.end, name="family_end"),
    *(view.path() for view in (*plans.OPERATIONS, *meetings.OPERATIONS)),
    path(EPISODE, episode.episode, name="episode"),
    path(f"{EPISODE}coordinate/", episode.coordinate, name="coordinate"),
    path(f"{EPISODE}agreement/", agreements.agreement, name="agreement"),
    path(f"{EPISODE}lead/", leads.lead, name="lead"),
    path(f"{EPISODE}step-up/", moves.step_up, name="step_up"),
    path(f"{EPISODE}close/", closing.close, name="close"),
    path(f"{EPISODE}assessment/", assessments.assessment, name="assessment"),
    path(f"{EPISODE}assessment-whole/", assessments.whole, name="assessment_whole"),
    path(f"{EPISODE}assessment-addendum/", assessments.addendum, name="addendum"),
    path(f"{EPISODE}assessment-table/", assessments.download, name="assessment_download"),
    path(f"{EPISODE}assessment/<slug:page>/", assessments.section, name="section"),
    path(f"{EPISODE}assessment/<slug:page>/keep/", assessments.keep, name="keep"),
    path(f"{CHILD}<slug:page>/", assessments.section, name="child_section"),
    path(f"{CHILD}<slug:page>/keep/", assessments.keep, name="child_keep"),
    path(f"{EPISODE}score/", assessments.score, name="score"),
    path(f"{EPISODE}people/", assessments.genogram, name="genogram"),
    path(f"{EPISODE}plan/", plans.plan, name="plan"),
    path(f"{EPISODE}family/", family.family, name="family"),
    path(f"{EPISODE}family/read/", family.read, name="family_read"),
    path(f"{EPISODE}family/number/", family.number, name="family_number"),
    path(f"{EPISODE}family/<str:key>/reply/", family.reply, name="family_reply"),
    path(f"{EPISODE}family/<str:key>/link/", family.give, name="family_give"),
    path(f"{EPISODE}family/<str:key>/copy/", family.copy, name="family_copy"),
    # Without an account, by a link of one's own.
    path("family/plan/", family_door.plan, name="family_plan"),
    path("family/part/", family_door.part, name="family_part"),
    path("family/comment/", family_door.comment, name="family_comment"),
    path("family/danger/", family_door.danger, name="family_danger"),
    path("family/plan.pdf", family_door.pdf, name="family_pdf"),
    path("family/meeting.ics", family_door.calendar, name="family_calendar"),
    path("family/leave/", family_door.leave, name="family_leave"),
    path("family/<str:token>/", family_door.enter, name="family_enter"),
    path("meeting-reply/<str:token>/", meetings.reply, name="taf_reply"),
]
