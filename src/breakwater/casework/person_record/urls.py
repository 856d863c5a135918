"""The addresses of person record."""

from django.urls import path

from .views import endings, record, ties

urlpatterns = [
    path("people/<str:public_id>/keep/", record.keep, name="keep"),
    path("people/<str:public_id>/keep/names/", record.names, name="keep_names"),
    path("people/<str:public_id>/keep/other-name/", record.other_name, name="keep_other_name"),
    path("people/<str:public_id>/keep/birth/", record.birth, name="keep_birth"),
    path("people/<str:public_id>/keep/number/", record.identifier, name="keep_identifier"),
    path("people/<str:public_id>/keep/number/end/", endings.end_identifier, name="keep_end_identifier"),
    path("people/<str:public_id>/keep/address/", record.address, name="keep_address"),
    path("people/<str:public_id>/keep/way/", record.way, name="keep_way"),
    path("people/<str:public_id>/keep/safe/", record.safety, name="keep_safety"),
    path("people/<str:public_id>/keep/relationships/", ties.find_relative, name="keep_find_relative"),
    path("people/<str:public_id>/keep/relationships/end/", endings.end_relationship, name="keep_end_relationship"),
    path("people/<str:public_id>/keep/relationships/new/", ties.new_relative, name="keep_new_relative"),
    path("people/<str:public_id>/keep/relationships/<str:other_id>/", ties.relationship, name="keep_relationship"),
    path("people/<str:public_id>/keep/places/", ties.enrol, name="keep_enrol"),
    path("people/<str:public_id>/keep/places/verify/", ties.verify, name="keep_verify"),
    path("people/<str:public_id>/keep/places/end/", ties.end_place, name="keep_end_place"),
]
