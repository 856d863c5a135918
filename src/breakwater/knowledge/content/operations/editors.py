"""Who may write and who may publish, area by area. The editor's groups are derived from the post, at each visit."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from breakwater.partnership.organisations.access import Permission as P
from breakwater.partnership.organisations.access import allows
from breakwater.partnership.organisations.models import Area, Membership

from ..models import Home

WRITES, APPROVES = "Writers", "Approvers"
ON_PAGES = {
    WRITES: ("add_page", "change_page"),
    APPROVES: ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
ON_PICTURES = ("add_image", "change_image", "choose_image")


def name_of(kind: str, area: Area) -> str:
    return f"{kind}, {area.name} ({area.code})"


@transaction.atomic
def set_up(home: Home) -> None:
    """The groups of an area's site, what each may do beneath its home, and the workflow by which pages are published."""
    for kind, codes in ON_PAGES.items():
        group, _ = Group.objects.get_or_create(name=name_of(kind, home.area))
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codes):
            GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
        pictures = Permission.objects.filter(content_type__app_label="wagtailimages", codename__in=ON_PICTURES)
        for permission in pictures:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=Collection.get_first_root_node(), permission=permission
            )
    name = f"Read and published in {home.area.name}"
    task, made = GroupApprovalTask.objects.get_or_create(name=name)
    if made:
        task.groups.add(Group.objects.get(name=name_of(APPROVES, home.area)))
        workflow = Workflow.objects.create(name=name)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
        WorkflowPage.objects.create(workflow=workflow, page=home)


def groups_of(post: Membership) -> set[str]:
    """The names of the groups that a post gives."""
    area, role = post.team.area, post.role_id
    given = {name_of(WRITES, area)} if allows(role, P.CONTENT_EDIT) else set()
    return given | ({name_of(APPROVES, area)} if allows(role, P.CONTENT_APPROVE) else set())


@transaction.atomic
def stand_as(post: Membership) -> None:
    """See that the human is in exactly the groups of the post they act in: another post's went with it."""
    user, wanted = post.user, groups_of(post)
    held = set(user.groups.values_list("name", flat=True))
    if held != wanted:
        user.groups.set(Group.objects.filter(name__in=wanted))
        for kept in ("_group_perm_cache", "_perm_cache", "_user_perm_cache"):
            user.__dict__.pop(kept, None)
