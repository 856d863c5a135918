"""One allegation about someone who works with children, and one thing that came by the specialist route."""

from datetime import datetime

from breakwater.partnership.organisations.access import acting_as, service_of
from breakwater.partnership.organisations.models import ServiceName
from breakwater.practice.front_door.arrivals.operations import allegation_intake, arrivals
from breakwater.practice.front_door.arrivals.operations.arrivals import ChildTold
from breakwater.practice.front_door.models import Submission
from breakwater.practice.prevent.concerns import operations as concerns

from .life import Life

ABOUT_A_COACH = (
    "A pupil told me that the evening coach, Mr Halyard-Finch, sends messages late at night and asked to be met alone after "
    "practice. The pupil showed one message. Nobody else at school knows that I am writing."
)
ALONE = "One of our regulars has stopped coming to the club with friends and is online most nights. Mother is worried."
DRAWN_IN = (
    "At the club there was talk of a group that we know from the news, and of joining it when old enough. Two clips were shown "
    "on a phone; we asked for them not to be shown again."
)


def about_a_coach(life: Life, at: datetime) -> None:
    """A lead of the school that visitors sign in to tells of a coach there: the officers have it, the school keeps nothing."""
    lead = life.post("dsl")
    told = allegation_intake.AllegationTold(
        about="Mr Halyard-Finch",
        role="Evening coach",
        where=lead.team.organisation.name,
        organisation=lead.team.organisation,
    )
    with acting_as(lead) as by:
        arrivals.receive(
            arrivals.Arrival(
                area=life.area,
                channel=Submission.Channel.PROFESSIONAL,
                key="demo-about-a-coach",
                worry=ABOUT_A_COACH,
                children=[
                    ChildTold(named_as="A pupil of Year 9, known to the sender", school=lead.team.organisation.name)
                ],
                allegation=told,
                sender=arrivals.Sender(
                    team=lead.team,
                    user=lead.user,
                    organisation=lead.team.organisation,
                    words=by.post[:240],
                    source_code="2A",
                ),
            ),
            by=by,
            at=at,
        )


def by_the_specialist_route(life: Life, at: datetime) -> None:
    """A youth worker's form: what the child needs is on the board, the rest with the compartment alone."""
    worker = life.post("youth worker")
    children = [ChildTold(named_as="Teddy, surname not known", born="2010~")]
    with acting_as(worker) as by:
        receipt = arrivals.receive(
            arrivals.Arrival(
                area=life.area,
                channel=Submission.Channel.PROFESSIONAL,
                key="demo-specialist-route",
                worry=ALONE,
                children=children,
                sender=arrivals.Sender(
                    team=worker.team,
                    user=worker.user,
                    organisation=worker.team.organisation,
                    words=by.post[:240],
                    source_code="8",
                ),
            ),
            by=by,
            at=at,
        )
    with acting_as(service_of(life.area, ServiceName.INTAKE)):
        concerns.keep_specialist_concern(
            area=life.area,
            arrived_with=receipt.reference,
            words=DRAWN_IN,
            about={"sender": by.post[:240], "children": [{"name": one.named_as, "born": one.born} for one in children]},
            at=at,
        )
