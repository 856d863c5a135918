"""What stands beside an area's version of a form: its draft, its history, the product's editions, its tests."""

from breakwater.partnership.organisations.models import Area

from ..models import Form, FormDraft, FormInForce, FormTrial, FormVersion


def beside(form: Form, area: Area) -> dict:
    """The draft, the history newest first, the product's editions newest first, and how many tests there are."""
    here = {"form": form, "area": area}
    history = FormInForce.objects.filter(**here).order_by("-starts_at", "-pk")
    return {
        "draft": FormDraft.objects.filter(**here).select_related("saved_by__membership__user").first(),
        "history": history.select_related("version", "by__membership__user", "called_off_by__membership__user"),
        "editions": FormVersion.objects.filter(form=form, area=None).order_by("-number"),
        "trials": FormTrial.objects.filter(**here).count(),
    }


def draft_of(area: Area, public_id: str) -> FormDraft | None:
    found = FormDraft.objects.select_related("form", "area", "made_from__form")
    return found.filter(area=area, public_id=public_id).first()


def dated_ahead(form: Form, area: Area, public_id: str) -> FormInForce | None:
    """A version by the row that puts it in force."""
    return FormInForce.objects.filter(form=form, area=area, public_id=public_id).select_related("form").first()


def version_numbered(form: Form, area: Area | None, number: int) -> FormVersion | None:
    """A version of an area; without one, an edition of the product."""
    return FormVersion.objects.select_related("form").filter(form=form, area=area, number=number).first()
