"""Addresses of the public site and its library, and of what waits for those who keep them."""

from django.urls import path

from .views import library, pages, sending, staff

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
    path("site/", staff.site, name="site"),
    path("site/resources/<str:public_id>/", staff.decide, name="decide"),
    path("site/resources/<str:public_id>/file/", staff.read_file, name="read_file"),
    path("site/feedback/<str:public_id>/", staff.read_feedback, name="read_feedback"),
]
