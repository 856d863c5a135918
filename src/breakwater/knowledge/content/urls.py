"""Addresses of the public site and its library, and of what waits for those who keep them."""

from django.urls import path
from django.views.generic import RedirectView

from breakwater.foundation.design.pages import public_page

from .views import (
    alerting,
    bulletins,
    composing,
    issuing,
    library,
    pages,
    pledging,
    searching,
    sending,
    staff,
    subscribing,
    writing,
)

app_name = "content"

urlpatterns = [
    *(view.path() for room in (alerting, issuing, staff) for view in room.VIEWS),
    path("", pages.home, name="home"),
    path("guide/", public_page(RedirectView.as_view(pattern_name="content:home", permanent=True)), name="guide"),
    path("for/<slug:audience>/", pages.audience, name="audience"),
    path("guide/<path:path>", pages.page, name="page"),
    path("news/", pages.news, name="news"),
    path("words/", pages.glossary, name="glossary"),
    path("find/", searching.search, name="search"),
    path("find/<str:key>/", searching.found, name="found"),
    path("pictures/<path:name>", pages.picture, name="picture"),
    path("feedback/", sending.feedback, name="feedback"),
    path("feedback/thank-you/", sending.thanks, name="thanks"),
    path("library/", library.finding, name="library"),
    path("library/offer/", library.offer, name="offer"),
    path("library/offer/thank-you/", library.offered, name="offered"),
    path("library/ask-the-police/", sending.ask_the_police, name="ask_the_police"),
    path("library/ask-the-police/thank-you/", sending.police_thanks, name="police_thanks"),
    path("library/mine/<str:token>/", library.mine, name="mine"),
    path("library/collections/<str:public_id>/", library.shared, name="shared"),
    path("library/<str:public_id>/", library.resource, name="resource"),
    path("library/<str:public_id>/slides/", library.slides, name="slides"),
    path("library/<str:public_id>/offline/<slug:what>/", library.offline, name="offline"),
    path("library/<str:public_id>/file/", library.file, name="file"),
    path("library/<str:public_id>/keep/", library.keep, name="keep"),
    path("bulletins/", bulletins.index, name="bulletins"),
    path("bulletins/join/", subscribing.join, name="join"),
    path("bulletins/join/look-in-your-mailbox/", subscribing.asked, name="asked"),
    path("bulletins/yes/<str:key>/", subscribing.say_yes, name="say_yes"),
    path("bulletins/yours/<str:key>/", subscribing.subscription, name="subscription"),
    path("bulletins/leave/<str:key>/", subscribing.leave, name="leave"),
    path("bulletins/left/", subscribing.left, name="left"),
    path("bulletins/alert/<str:public_id>/", bulletins.alert, name="public_alert"),
    path("bulletins/<slug:topic>/", bulletins.archive, name="archive"),
    path("bulletins/<slug:topic>/feed/", bulletins.feed, name="feed"),
    path("bulletins/<slug:topic>/<int:number>/", bulletins.issue, name="issue"),
    path("for-you/", alerting.for_you, name="for_you"),
    path("for-you/campaigns/", pledging.campaigns, name="campaigns"),
    path("for-you/campaigns/<int:number>/", pledging.campaign, name="campaign"),
    path("for-you/campaigns/<int:number>/not-any-more/", pledging.take_back, name="campaign_not"),
    path("for-you/alerts/<str:public_id>/", alerting.for_you_alert, name="for_you_alert"),
    path("for-you/bulletins/<str:public_id>/", alerting.for_you_issue, name="for_you_issue"),
    path("site/", staff.site, name="site"),
    path("site/links/", writing.links, name="links"),
    path("site/text-pictures/", writing.choose_or_add, name="pictures"),
    path("site/bulletins/<str:public_id>/", issuing.bulletin, name="bulletin"),
    path("site/bulletins/<str:public_id>/e-mail/", issuing.e_mail, name="issue_mail"),
    path("site/bulletins/<str:public_id>/compose/", composing.compose, name="compose"),
    path("site/resources/<str:public_id>/file/", staff.read_file, name="read_file"),
]
