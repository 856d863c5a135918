"""Addresses of screening."""

from django.urls import path

from .views import links, matching, named_people

urlpatterns = [
    path("mash/contacts/<str:reference>/child/", matching.search, name="match"),
    path("mash/contacts/<str:reference>/child/choose/", matching.choose, name="choose"),
    path("mash/contacts/<str:reference>/child/new/", matching.new, name="new_child"),
    path("mash/contacts/<str:reference>/child/provisional/", matching.provisional, name="provisional"),
    path("mash/contacts/<str:reference>/people/", named_people.around, name="named_people"),
    path("mash/contacts/<str:reference>/people/<str:public_id>/", named_people.match, name="named_person"),
    path("mash/contacts/<str:reference>/people/<str:public_id>/choose/", named_people.choose, name="choose_named"),
    path("mash/contacts/<str:reference>/people/<str:public_id>/new/", named_people.new, name="new_named"),
    links.JoinContact.path(),
    links.PartContact.path(),
]
