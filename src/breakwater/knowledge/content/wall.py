"""Every table here is of the public site: editorial content alone. Wagtail's own decide for themselves who reads them."""

from pathlib import Path

from breakwater.foundation.grants.declare import Library, Reference

# Drafts, revisions, workflows and pictures: of people they know who wrote, and of children nothing.
WAGTAIL = (
    "taggit_tag",
    "taggit_taggeditem",
    "wagtailadmin_admin",
    "wagtailadmin_editingsession",
    "wagtailadmin_formstate",
    "wagtailcore_collection",
    "wagtailcore_collectionviewrestriction",
    "wagtailcore_collectionviewrestriction_groups",
    "wagtailcore_comment",
    "wagtailcore_commentreply",
    "wagtailcore_groupapprovaltask",
    "wagtailcore_groupapprovaltask_groups",
    "wagtailcore_groupcollectionpermission",
    "wagtailcore_grouppagepermission",
    "wagtailcore_groupsitepermission",
    "wagtailcore_locale",
    "wagtailcore_modellogentry",
    "wagtailcore_page",
    "wagtailcore_pagelogentry",
    "wagtailcore_pagesubscription",
    "wagtailcore_pageviewrestriction",
    "wagtailcore_pageviewrestriction_groups",
    "wagtailcore_referenceindex",
    "wagtailcore_revision",
    "wagtailcore_site",
    "wagtailcore_task",
    "wagtailcore_taskstate",
    "wagtailcore_uploadedfile",
    "wagtailcore_workflow",
    "wagtailcore_workflowcontenttype",
    "wagtailcore_workflowpage",
    "wagtailcore_workflowstate",
    "wagtailcore_workflowtask",
    "wagtailimages_image",
    "wagtailimages_rendition",
    "wagtailsearch_indexentry",
    "wagtailusers_userprofile",
)

TABLES = [
    Reference("content_home"),
    Reference("content_page", delete=True),
    Reference("content_brought", delete=True),
    Reference("content_pagelink", delete=True),
    Reference("content_pledge", update=("words", "is_named", "done_at"), delete=True),
    Reference("content_resource"),
    Reference("content_step", update=False),
    Reference("content_collection", delete=True),
    Reference("content_kept", delete=True),
    Reference(
        "content_feedback", update=("words", "state", "answered_by_id", "answered_at", "reference", "email", "asked_by")
    ),
    Reference("content_issue", frozen=("public_id", "area_id", "topic", "reach", "roles", "key")),
    Reference("content_item", delete=True),
    # Alerts and how they were sent are deleted after seven years, and the database lets none go sooner (sql/sent.sql).
    Reference("content_dispatch", update=("done_at",), delete=True),
    Reference("content_delivery", update=("subscriber_id", "message_id"), delete=True),
    Reference("content_asked", delete=True),
    Reference("content_subscriber", delete=True),
    Reference("content_alert", update=("state", "sent_at", "withdrawn_at", "why_withdrawn"), delete=True),
    Reference("content_approval", update=False, delete=True),
    Reference("content_told", update=("chased_at", "acknowledged_at"), delete=True),
    # The editor names them in its pages; files come in by the library alone, where they are scanned.
    Library("wagtaildocs_document", insert=False, update=False, delete=False),
    Library("wagtailcore_apitoken", insert=False, update=False, delete=False),  # nobody enters by a token
    *(Library(name) for name in WAGTAIL),
]
SCRIPTS = [Path(__file__).parent / "sql" / "sent.sql"]
