"""What people in the demo write: plain, kind, and about nobody."""

from dataclasses import dataclass

from breakwater.practice.front_door.models import Outcome, Rag


@dataclass(frozen=True)
class Concern:
    """A worry as its sender puts it, and what usually becomes of it. `youngest`, `oldest`: ages it fits.

    `next_door` is the same worry as a neighbour or a friend of the family writes it.
    """

    worry: str
    rag: str
    because: str
    weighed: str
    outcomes: tuple[tuple[str, int], ...]
    youngest: int = 0
    oldest: int = 17
    next_door: str = ""


To = Outcome
CONCERNS = (
    Concern(
        "{child} has been late or away on eleven mornings since September and is often tired and hungry. Home says the "
        "mornings are hard since a parent began night shifts. We have tried a breakfast place and a call each morning.",
        Rag.GREEN,
        "No sign of harm; the family asks for help",
        "The family is open about what is hard and has taken what school offered, and there is no sign that the child is being harmed.",
        ((To.TIER2, 5), (To.BY_REFERRER, 2), (To.SIGNPOST, 2), (To.ADVICE, 2)),
        4,
        15,
        next_door="{child} next door is often still at home when the other children have long gone to school, and looks tired. "
        "I think the mum works nights. They are nice people, I just wonder if somebody could help them in the "
        "mornings.",
    ),
    Concern(
        "We were called to an argument at the address last night. Voices were raised and a door was broken. {child} was "
        "upstairs and says it happens most weekends. No one was hurt and no one was arrested.",
        Rag.AMBER,
        "Third call to the address in six months",
        "This is the third call to the address in six months, the child hears what happens, and the adults have made light of it each time.",
        ((To.ASSESSMENT, 5), (To.TIER3, 3), (To.OPEN_CASE, 1)),
        next_door="Shouting next door again last night, and this time a door went. I could hear {child} crying upstairs. It is "
        "like this most weekends. I do not think anyone was hurt but it is no way for a child to sleep.",
    ),
    Concern(
        "{child} told a teaching assistant that a grown-up at home hits with a belt when homework is not done. There is a "
        "mark on the arm the size of a coin. {child} is worried about going home today.",
        Rag.RED,
        "A child names an injury and who did it",
        "The child has named an injury and who caused it, there is a mark that fits, and the child is worried about going home this afternoon.",
        ((To.STRATEGY, 4), (To.ASSESSMENT, 1)),
        4,
        15,
        next_door="I was in the yard and heard a man next door shouting at {child} about homework, then {child} screaming. This "
        "morning there was a mark on {child}'s arm. I said hello over the wall and {child} looked so frightened. I "
        "did not sleep.",
    ),
    Concern(
        "I visit {child}'s family. The flat is damp, there is one bed for everyone, and the landlord does not answer. The "
        "parents do their best and are worn out. They would like someone to help with the landlord and with routines.",
        Rag.GREEN,
        "Home conditions; parents welcome help",
        "The parents care well for the child in a home that makes it hard, and they have asked for help with the landlord and with routines.",
        ((To.TIER2, 5), (To.SIGNPOST, 3), (To.SPECIALIST, 1)),
        next_door="The flat under mine is soaking and there is one bed for all of them. I hear {child} cough half the night. "
        "The landlord never comes. They are good parents, they just cannot get anyone to listen.",
    ),
    Concern(
        "{child} has stopped going out, sleeps little and has said twice that there is no point. A friend told us about "
        "messages late at night from someone they have never met. The family knows and is frightened.",
        Rag.AMBER,
        "Low mood, and a stranger in contact online",
        "The young person is low and someone unknown is in touch at night; the family has noticed, wants help, and has taken the telephone away.",
        ((To.ASSESSMENT, 3), (To.SPECIALIST, 3), (To.TIER3, 2)),
        11,
        17,
        next_door="My lad is friends with {child}, who never comes round any more. He showed me what {child} wrote to him, that "
        "there is no point in anything, and that somebody they have never met writes to them at night. I do not know "
        "if the parents know how bad it is.",
    ),
    Concern(
        "A neighbour has told us that she hears shouting and crying at {child}'s home most evenings, and that one of the little "
        "ones is out in the yard late without a coat. We have seen nothing of it ourselves and have not spoken with home.",
        Rag.GREEN,
        "No name given; nothing points to danger now",
        "What the neighbour saw can be read in several ways, nothing else is known about the family, and a gentle visit by someone they know will tell more.",
        ((To.TIER2, 2), (To.NO_FURTHER, 4), (To.SIGNPOST, 2)),
        1,
        9,
        next_door="I live near a family with children. Most evenings I hear shouting and crying, and one of the little ones is out "
        "in the yard late without a coat. I do not want to make trouble for anyone, I only want someone to look.",
    ),
    Concern(
        "{child} missed the last three appointments and has not been weighed since the summer. The mother did not answer "
        "the door twice. At the last visit she said she sleeps badly and cries most days.",
        Rag.AMBER,
        "A very young child not seen; a parent who is low",
        "A very young child has not been seen for some months and the parent is low, so somebody has to see them both this week.",
        ((To.TIER3, 4), (To.ASSESSMENT, 3), (To.TIER2, 2)),
        0,
        3,
        next_door="I hardly see little {child} now. The mother does not open the door to anyone, not even to the nurse last "
        "week, and I hear her crying through the wall. I take her post up. She looks worn out and I am worried for "
        "them both.",
    ),
    Concern(
        "{child} was found by the ferry at two in the morning with older young people, with a new telephone that nobody at "
        "home bought. This is the fourth time away overnight since half-term.",
        Rag.RED,
        "Missing, and gifts from unknown people",
        "Four nights away, older companions and gifts that nobody can explain are signs that someone may be making use of this young person.",
        ((To.STRATEGY, 2), (To.ASSESSMENT, 3)),
        12,
        17,
        next_door="I start early at the ferry and {child} from our street was there again at two in the morning with older "
        "lads. New phone too, and nobody at home has money for that. It must be the fourth time since half-term.",
    ),
    Concern(
        "{child}'s father is away at sea until spring and the mother has just been told that she is seriously ill. A "
        "neighbour collects the children from school. The family has no relatives near by.",
        Rag.GREEN,
        "A loving home at full stretch",
        "This is a loving home at full stretch: the parent asks for practical help with school runs and for someone the children can talk to.",
        ((To.TIER2, 7), (To.SIGNPOST, 1)),
        4,
        14,
        next_door="I fetch {child} from school for my neighbour. Her husband is at sea until spring and now she has been told "
        "that she is very ill. They have nobody near. She would never ask for help herself, so I am asking.",
    ),
    Concern(
        "We ask for advice. {child} came to school in the same clothes all week and fell asleep twice. There may be a good "
        "reason, and we have not spoken with home yet.",
        Rag.GREEN,
        "Advice asked for; home not yet spoken to",
        "School has not yet spoken with home, and that conversation comes first; we talked through how to hold it and when to come back to us.",
        ((To.ADVICE, 8), (To.SIGNPOST, 2)),
        4,
        12,
        next_door="This may be nothing. {child} from across the road has had the same clothes on all week and fell asleep on "
        "our step twice. There may be a good reason and I have not liked to ask.",
    ),
)
DECIDED = (
    "We read what was sent, looked at what is already known about the child and the household, and spoke with {sender}. "
    "{weighed} On balance the right next step is: {outcome}."
)
FOR_SENDER = {
    To.ADVICE: "We have talked with you about what to do next. Please come back to us if it does not get better.",
    To.SIGNPOST: "Please share with the family the services we named. They can come forward themselves.",
    To.BY_REFERRER: "Please start early help with the family. A Tier 2 co-ordinator will call you to help you do it.",
    To.SPECIALIST_SERVICE: "We have offered this to the specialist service that can help. Please go on as you do.",
    To.TRANSFER: "The child lives in another area, and we have passed this to its front door.",
    To.TIER2: "We have offered this to the Tier 2 co-ordinators. Someone will be in touch with you and the family.",
    To.TIER3: "We have offered this to targeted family support. Please go on with what you are doing meanwhile.",
    To.ASSESSMENT: "Passed to children's social care. Please keep in touch with the child as usual.",
    To.STRATEGY: "Passed to children's social care. Please do not question the child further; someone will call you.",
    To.OPEN_CASE: "The worker who knows the family has what you told us.",
    To.SPECIALIST: "We have offered this to the specialist intake.",
    To.NO_FURTHER: "We looked into what you told us and nothing more is needed now. Thank you for telling us.",
    To.DUPLICATE: "We had this already, and have put it together with what we had.",
}
DECLINED = (
    "The family has told us that they do not want help from us at present. Please think again with them.",
    "What is described needs more than we can give at Tier 2: an adult at home has hurt the other parent since.",
)
LEAD_ASKED = "You know {child} and the family well, and they said they would like it to be you. Would you lead?"
LEAD_DECLINED = "I leave this post at Christmas, so someone else should begin with the family now."
LATE = (
    "The school was closed and the parent could not be reached; we saw the child the next morning before deciding.",
    "We waited too long for an answer about earlier records. We have agreed to decide without it next time.",
)
AGREED = (
    "It would be good if someone could help us sort out the mornings. We do not want everyone to know our business."
)
TASKS = (
    ("Call the parent about a good time to meet", 3),
    ("Ask school how the mornings have been", 5),
    ("Find out about the breakfast club place", 8),
    ("Write up the visit for the family to read", 12),
    ("Invite everyone to the first meeting around the family", 16),
)
CLOSED = (
    "The family say that they can manage now, and school agrees. They know how to come back.",
    "Goals met: mornings are calmer, and the home is dry and warm.",
)

DOES_NOT_WANT_IT = "The family does not want help at present; they know whom to ask."
