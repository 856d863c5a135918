"""The editor's form for a page: the teams that may keep it, by their names."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm

from breakwater.foundation.dates.london_time import london_date
from breakwater.partnership.organisations.access import ROLES, Permission
from breakwater.partnership.organisations.models import Membership, Team

WRITERS = [role.value for role, said in ROLES.items() if Permission.CONTENT_EDIT in said.permissions]


class TeamsByName(forms.ModelChoiceField):
    def label_from_instance(self, team: Team) -> str:
        return f"{team.name}, {team.organisation.name}"


class KeptPageForm(WagtailAdminPageForm):
    """Only a team of the site's own area in which somebody may write keeps a page: it is on their Today when it must be read again."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kept_by" not in self.fields:
            return
        top = (self.parent_page or self.instance.get_parent()).get_ancestors(inclusive=True)
        posts = Membership.objects.in_force(london_date(timezone.now())).filter(role__in=WRITERS)
        writes = Q(area__site_home__in=top, closed_on=None, pk__in=posts.values("team"))
        rows = Team.objects.filter(writes | Q(pk=self.instance.kept_by_id)).select_related("organisation")
        self.fields["kept_by"] = TeamsByName(rows.order_by("name", "pk"), label=self.fields["kept_by"].label)
