"""What the pages of support for schools have in common."""

from breakwater.partnership.kit.step import StepView

TEMPLATES = "prevent/support"
ABOUT_SCHOOLS = "about a school's arrangements: no case stands behind it, and the form refuses a child's data"


class Asks(StepView):
    """A step of a school's support."""

    template_name = f"{TEMPLATES}/ask.html"
    words_stay = ABOUT_SCHOOLS
    button, success_message = "Save", "Saved"
