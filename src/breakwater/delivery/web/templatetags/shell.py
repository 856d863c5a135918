"""One shell for both template engines: a page of the Django engine is drawn inside our own shell, not beside a copy of it."""

from django import template
from django.template import engines
from django.utils.safestring import mark_safe
from markupsafe import Markup

register = template.Library()


class Shell(template.Node):
    """{% shell %} title {% part %} content {% part %} scripts {% endshell %}"""

    child_nodelists = ("title", "content", "scripts")

    def __init__(self, title, content, scripts):
        self.title, self.content, self.scripts = title, content, scripts

    def render(self, context):
        request = context["request"]
        is_staff = request.user.is_authenticated
        drawn = {name: Markup(getattr(self, name).render(context).strip()) for name in self.child_nodelists}
        drawn["shell_template"] = f"design/{'staff' if is_staff else 'public'}.html"
        if (form := context.get("form")) is not None and form.errors:
            drawn["title"] = Markup("Error: ") + drawn["title"]
        return mark_safe(engines["jinja2"].get_template("web/wrapped.html").render(drawn, request))


@register.tag
def shell(parser, token):
    title = parser.parse(("part",))
    parser.delete_first_token()
    content = parser.parse(("part",))
    parser.delete_first_token()
    scripts = parser.parse(("endshell",))
    parser.delete_first_token()
    return Shell(title, content, scripts)


# The first that is found names it: each browser also claims to be those below it.
BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def browser_in_words(user_agent: str) -> str:
    """Return "Firefox on Windows" of what a browser says of itself, or "Another browser"."""
    browser = next((words for mark, words in BROWSERS if mark in user_agent), "Another browser")
    device = next((words for mark, words in DEVICES if mark in user_agent), "")
    return f"{browser} on {device}" if device else browser
