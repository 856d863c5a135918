"""The addresses of recording."""

from django.urls import path

from .views import area_forms, choices, drafts, questions, releases, trials

DRAFT = "forms/drafts/<str:public_id>/"
QUESTION = f"{DRAFT}questions/<str:key>/"
CHOICE = f"{QUESTION}choices/<str:code>/"
FORM = "forms/<str:key>/"

urlpatterns = [
    path("forms/", area_forms.forms, name="forms"),
    path(f"{DRAFT}", drafts.draft, name="form_draft"),
    path(f"{DRAFT}words/", drafts.words, name="form_words"),
    path(f"{DRAFT}differences/", releases.what_differs, name="form_differences"),
    path(f"{DRAFT}retired/", drafts.retired, name="form_retired"),
    path(f"{DRAFT}try/", trials.trying, name="form_try"),
    path(f"{DRAFT}tests/", trials.tests, name="form_tests"),
    path(f"{DRAFT}tests/keep/", trials.keep, name="form_test_keep"),
    path(f"{DRAFT}tests/<str:trial_id>/drop/", trials.test_change, {"what": "drop"}, name="form_test_drop"),
    path(f"{DRAFT}tests/<str:trial_id>/accept/", trials.test_change, {"what": "accept"}, name="form_test_accept"),
    path(f"{DRAFT}pages/new/", drafts.page_new, name="form_page_new"),
    path(f"{DRAFT}pages/<str:page>/", drafts.page, name="form_page"),
    path(f"{DRAFT}pages/<str:page>/words/", drafts.page_words, name="form_page_words"),
    path(f"{DRAFT}pages/<str:page>/when/", questions.page_when, name="form_page_when"),
    path(f"{DRAFT}pages/<str:page>/add/", drafts.question_new, name="form_question_new"),
    path(f"{DRAFT}pages/<str:page>/up/", drafts.page_move, {"way": "up"}, name="form_page_up"),
    path(f"{DRAFT}pages/<str:page>/down/", drafts.page_move, {"way": "down"}, name="form_page_down"),
    path(QUESTION, questions.question, name="form_question"),
    path(f"{QUESTION}words/", questions.words, name="form_question_words"),
    path(f"{QUESTION}answer/", questions.answer, name="form_question_answer"),
    path(f"{QUESTION}kind/", questions.kind, name="form_question_kind"),
    path(f"{QUESTION}when/", questions.when, name="form_question_when"),
    path(f"{QUESTION}of/", questions.each, name="form_question_each"),
    path(f"{QUESTION}page/", questions.to_page, name="form_question_page"),
    path(f"{QUESTION}retire/", questions.retire, name="form_question_retire"),
    path(f"{QUESTION}up/", drafts.question_move, {"way": "up"}, name="form_question_up"),
    path(f"{QUESTION}down/", drafts.question_move, {"way": "down"}, name="form_question_down"),
    path(f"{QUESTION}choices/", choices.choices, name="form_choices"),
    path(f"{QUESTION}choices/new/", choices.choice, name="form_choice_new"),
    path(CHOICE, choices.choice, name="form_choice"),
    path(f"{CHOICE}up/", choices.choice_move, {"way": "up"}, name="form_choice_up"),
    path(f"{CHOICE}down/", choices.choice_move, {"way": "down"}, name="form_choice_down"),
    path(f"{CHOICE}retire/", choices.choice_retire, name="form_choice_retire"),
    path("forms/drafts/<str:public_id>/questions/<str:group>/add/", drafts.question_new, name="form_inner_new"),
    path(f"{FORM}versions/<str:code>/", area_forms.version, name="form_version"),
    path(f"{FORM}versions/<str:code>/form.json", area_forms.version_file, name="form_version_file"),
    *(view.path() for view in (*releases.VIEWS, *area_forms.VIEWS)),
]
