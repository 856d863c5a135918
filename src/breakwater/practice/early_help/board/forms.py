"""What narrows the Tier 2 board."""

from breakwater.casework.pathways.registry import pathway_of
from breakwater.foundation.design.fields import Form, SelectField
from breakwater.practice.early_help.pathway import EPISODE

from .page import NOBODY, ORDERS, SHELVES


class BoardFilter(Form):
    """Read from the address; nothing of a child can stand in it. `coordinators` are (post's public id, name)."""

    shown = SelectField(label="Which ones", choices=list(SHELVES.items()), required=False, empty=None)
    stage = SelectField(label="Where it is", choices=[], required=False, empty="Anywhere")
    whose = SelectField(label="Co-ordinated by", choices=[], required=False, empty="Anyone")
    order = SelectField(label="Order", choices=list(ORDERS.items()), required=False, empty=None)

    def __init__(self, *args, coordinators=(), **kwargs):
        super().__init__(*args, **kwargs)
        stages = pathway_of(EPISODE).stages
        self.fields["stage"].choices = [(stage.key, stage.label) for stage in stages if not stage.is_end]
        self.fields["whose"].choices = [*coordinators, (NOBODY, "Nobody")]
        for field in self.fields.values():
            field.says_optional = False
