"""The addresses of early help, and those of its family's and its meetings' links."""

from django.urls import path

from .advice import views as advice
from .assessments import views as assessments
from .board import views as board
from .closing import views as closing
from .episode_page import views as episode
from .episodes.views import agreements, leads, proposed, step_up
from .family_links.views import family_side as family_door
from .family_links.views import workers_side as family
from .figures import views as figures
from .meetings import views as meetings
from .outcome_lists import views as outcomes
from .plans import views as plans
from .start import views as starting

app_name = "early_help"

ROOMS = (
    advice,
    agreements,
    assessments,
    closing,
    family,
    leads,
    meetings,
    outcomes,
    plans,
    proposed,
    starting,
    step_up,
)

EPISODE = "early-help/<str:reference>/"
CHILD = f"{EPISODE}children/<str:key>/"

urlpatterns = [
    path("early-help/", board.episodes, name="episodes"),
    figures.EarlyHelpFigures.path(),
    path("early-help/figures/work-out/", figures.WorkOut.as_view(), name="figures_work_out"),
    path("early-help/figures/families/", figures.episodes, name="figures_episodes"),
    path("early-help/figures/offers/", figures.offers, name="figures_offers"),
    path("early-help/figures/reviews/", figures.reviews, name="figures_reviews"),
    path("early-help/outcomes/", outcomes.outcomes_page, name="outcomes"),
    path("early-help/advice/", advice.log, name="advice_log"),
    *(view.path() for room in ROOMS for view in room.OPERATIONS),
    path(EPISODE, episode.episode, name="episode"),
    path(f"{EPISODE}coordinate/", episode.coordinate, name="coordinate"),
    path(f"{EPISODE}assessment-table/", assessments.download, name="assessment_download"),
    path(f"{EPISODE}assessment/<slug:page>/", assessments.section, name="section"),
    path(f"{EPISODE}assessment/<slug:page>/keep/", assessments.keep, name="keep"),
    path(f"{CHILD}<slug:page>/", assessments.section, name="child_section"),
    path(f"{CHILD}<slug:page>/keep/", assessments.keep, name="child_keep"),
    path(f"{EPISODE}people/", assessments.genogram, name="genogram"),
    path(f"{EPISODE}plan/", plans.plan, name="plan"),
    path(f"{EPISODE}family/", family.family, name="family"),
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
