"""Addresses of the public site and its library, and of what waits for those who keep them."""

from django.urls import path

from .views import alerting, bulletins, issuing, library, pages, sending, staff, subscribing

app_name = "content"

urlpatterns = [
    path("guide/", pages.home, name="home"),
    path("guide/<path:path>", pages.page, name="page"),
    path("news/", pages.news, name="news"),
    path("find/", pages.search, name="search"),
    path("pictures/<path:name>", pages.picture, name="picture"),
    path("feedback/", sending.feedback, name="feedback"),
    path("feedback/thank-you/", sending.thanks, name="thanks"),
    path("library/", library.finding, name="library"),
    path("library/offer/", library.offer, name="offer"),
    path("library/offer/thank-you/", library.offered, name="offered"),
    path("library/mine/<str:token>/", library.mine, name="mine"),
    path("library/collections/<str:public_id>/", library.shared, name="shared"),
    path("library/<str:public_id>/", library.resource, name="resource"),
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
    path("for-you/alerts/<str:public_id>/", alerting.for_you_alert, name="for_you_alert"),
    path("for-you/bulletins/<str:public_id>/", alerting.for_you_issue, name="for_you_issue"),
    path("alerts/", alerting.overview, name="alerts"),
    path("alerts/new/", alerting.write, name="write_alert"),
    path("alerts/<str:public_id>/", alerting.desk, name="alert_desk"),
    path("alerts/<str:public_id>/approve/", alerting.approve, name="approve_alert"),
    path("alerts/<str:public_id>/chase/", alerting.chase, name="chase_alert"),
    path("alerts/<str:public_id>/withdraw/", alerting.withdraw, name="withdraw_alert"),
    path("site/", staff.site, name="site"),
    path("site/bulletins/", issuing.overview, name="issues"),
    path("site/bulletins/new/", issuing.begin, name="begin_issue"),
    path("site/bulletins/<str:public_id>/", issuing.bulletin, name="bulletin"),
    path("site/bulletins/<str:public_id>/compose/", issuing.compose, name="compose"),
    path("site/bulletins/<str:public_id>/<slug:what>/now/", issuing.step, name="issue_step"),
    path("site/resources/<str:public_id>/", staff.decide, name="decide"),
    path("site/resources/<str:public_id>/file/", staff.read_file, name="read_file"),
    path("site/feedback/<str:public_id>/", staff.read_feedback, name="read_feedback"),
]
