"""Today: what must I do before I go home. And: in which post do I act?"""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from breakwater.delivery.web import menu, rooms, sessions
from breakwater.delivery.web import posts as posts_held
from breakwater.delivery.web.warnings import warnings_at
from breakwater.foundation.dates.in_words import plural
from breakwater.partnership.notifications import measures
from breakwater.partnership.notifications.registry import TODAY_PANELS, in_order


@require_safe
def today(request):
    now = timezone.now()
    asked = [
        ask for key, ask in TODAY_PANELS.items() if not rooms.off_in(request.post.team.area, key.partition(".")[0])
    ]
    panels = in_order([panel for ask in asked if (panel := ask(request.actor, now))])
    drawn = [panel for panel in panels if panel.is_drawn]
    unread = 0 if drawn else measures.unread(user=request.user)
    return render(
        request,
        "web/today.html",
        {
            "now": now,
            "across": [panel for panel in drawn if not panel.is_short and not panel.days],
            "beside": [panel for panel in drawn if panel.is_short],
            "ahead": [panel for panel in drawn if panel.days],
            "clear": [panel for panel in panels if panel not in drawn],
            "warnings": warnings_at(now),
            "elsewhere": [item for item in menu.entries_for(request.post, request.path) if not item["current"]],
            "unread": plural(unread, "notification") if unread else "",
            "kept": len(sessions.kept_text(request.user)),
        },
    )


@require_safe
def pages(request):
    """Every page that the role may use, under headings."""
    return render(request, "web/pages.html", {"groups": menu.grouped_for(request.post, request.path)})


def posts(request):
    """Choose the post to act in."""
    if request.method == "POST":
        named = {post.public_id: post for post in request.posts}.get(request.POST.get("post", ""))
        if named:
            posts_held.choose(request, named)
            messages.success(request, f"You now act as {named.role.title}, {named.team.name}, {named.team.area.name}")
            return redirect("web:today")
        messages.error(request, "Choose a role")
    return render(request, "web/posts.html", {"posts": request.posts, "acting_in": request.post.public_id})
