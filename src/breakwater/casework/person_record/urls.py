"""The addresses of person record."""

from django.urls import path

from .views import deaths, endings, record, ties

urlpatterns = [
    path("people/<str:public_id>/keep/", record.keep, name="keep"),
    *(view.path() for view in (record.ChangeName, record.AddOtherName, record.CorrectBirth, record.AddIdentifier)),
    *(view.path() for view in (record.AddAddress, record.AddWay, record.ChangeSafety, endings.EndIdentifier)),
    path("people/<str:public_id>/keep/relationships/", ties.find_relative, name="keep_find_relative"),
    *(view.path() for view in (endings.EndRelationship, ties.EnterRelative, ties.Relate)),
    *(view.path() for view in deaths.VIEWS),
    *(view.path() for view in (ties.Enrol, ties.VerifyPlace, ties.EndPlace)),
]
