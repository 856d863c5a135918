"""What to try first in the demonstration, as each role."""

from dataclasses import dataclass

from breakwater.partnership.organisations.access import Role

FIRST_STEPS: dict[Role, tuple[str, ...]] = {
    Role.MASH_SCREENER: (
        "Open the MASH board and allocate to yourself the contact with the least time left.",
        "Say who the child is: the matches are beside the contact.",
        "Ask the police and health what they know, and see their answers come.",
        "Write the screening record, then press Ready for decision: a manager has it, and you see where it is.",
    ),
    Role.MASH_MANAGER: (
        "On Today, decide the contact under Ready for your decision that is due first, or send it back with a reason.",
        "Read what the referrer and the family will be told before you confirm.",
        "Arrange a strategy discussion from a contact, or pass a contact to a neighbour.",
        "Decide who a doubtful row of a school's roll is, and confirm a school's places.",
        "Look at Today: who has not answered a handover, and who disagrees with a decision?",
        "Open Caseload: move the work of the screener who is away, and see tonight on the rota of emergency duty.",
        "Let a locum into emergency duty for one shift (under More), and see the head of service told.",
    ),
    Role.WALL_SCREEN: ("Leave the wall open on a big screen: it draws itself again each minute.",),
    Role.EMERGENCY_DUTY: (
        "See what came in since closing, and record what you did.",
        "Find a restricted family by a name and a date of birth (the MASH manager reads it under Restricted records), see who reads "
        "it, and open it with a reason for 60 minutes; then its sealed safe address.",
        "Approve a role in your own service, when somebody was invited to one.",
    ),
    Role.TIER2_COORDINATOR: (
        "Read what a handover from the MASH carries of the whole family; accept it, and confirm the consent on the episode.",
        "Decline one with a reason, and see it return.",
    ),
    Role.EARLY_HELP_MANAGER: (
        "See which offers wait too long.",
        "Open an episode and look at its clocks.",
        "See among the figures what is overdue now, and open its list.",
    ),
    Role.LEAD_PROFESSIONAL: (
        "Open the family you lead help for.",
        "Read what must be done next.",
        "Say in a sentence why you are involved: it is what a stranger reads first on the child's page.",
        "Answer what a family wrote: it waits on Today, and they read your answer by their link.",
        "Record a meeting: the actions you agree are in the plan at once.",
    ),
    Role.SOCIAL_WORKER: ("Open a child's page and read the chronology.", "Ask why you can see it."),
    Role.SOCIAL_CARE_MANAGER: (
        "See on Today what your team gave and who has not answered.",
        "Say what holds where a family stepped down has no lead yet.",
    ),
    Role.RECEIVING_WORKER: ("Acknowledge work that came to your team.",),
    Role.LINK_COORDINATOR: (
        "Open the fortnight: the three schools that need you are on top.",
        "Check a list, what needs attention first, and release it.",
        "Read what a school says is wrong, and who is to look into it.",
    ),
    Role.LINK_MANAGER: (
        "See the fortnight of all schools in one grid.",
        "Read what schools shared of harm between children, by term: added up, and no record behind it.",
        "Change what a school may see of a cohort. Try to switch on Prevent: you cannot.",
        "Under Serious incidents, read those on which you are named as the scrutineer.",
    ),
    Role.DSL: (
        "Open your fortnightly list from Today, and say of each pupil whether it is right.",
        "Tell the co-ordinators of a pupil you worry about.",
        "Make a contact about one of your pupils.",
        "Go from a worry about radicalisation to advice, or to the national form and the contact to the MASH in one.",
        "Start early help for a pupil, from the pupil’s page or from a receipt that asks you to: the assessment opens at once.",
        "Send the new roll that you can download above under School rolls: see what it would change, take it in, undo it.",
        "Look at your receipts: what was decided, in the words allowed. Say so if you disagree.",
        "Ask for Prevent support in three questions, and choose one of the times offered.",
        "Open Preventing harm between children: hotspots, terms compared, the self-audit and the report to your governors.",
        "Acknowledge a report of harm between children and open the incident: the police and social care come first where the law says so.",
        "See in Training, My training record, which of yours lapses in a month, on what basis, and book the next date from there.",
        "Open Training, Your organisation: who is due and why, and import staff and their records from a file.",
    ),
    Role.HEAD_TEACHER: (
        "As the safeguarding lead finish an assessment of a pupil; then read it here from Today, and approve it by your own sign-in.",
        "Open Preventing harm between children: what waits, how the terms compare, and the report of the last term.",
    ),
    Role.SCHOOL_STAFF: (
        "Report harm between two pupils in two steps, as you would on a phone, and see that the safeguarding lead has it.",
        "Say that an adult did it: the form sends you to the designated officer instead.",
        "Answer the curriculum part of the school’s self-audit, which the safeguarding lead gave you: it is under Self-assessments.",
    ),
    Role.TRUST_LEAD: (
        "See whose list waits among your schools, and your schools beside the area's median.",
        "Try to find out who a pupil is: you cannot.",
    ),
    Role.LINK_GOVERNOR: (
        "Read the last term of your school: numbers, timeliness and themes, and what to ask.",
        "Answer the part of the self-audit that the safeguarding lead gave you: it is under Self-assessments.",
        "Try to find out who a child is: you cannot.",
    ),
    Role.AGENCY_PROFESSIONAL: (
        "Make a contact and keep its receipt.",
        "Answer what the MASH asks of your agency; say who may read it.",
        "Under Serious incidents, give the police’s view of one on which you are named; answer a recommendation from Today.",
    ),
    Role.AGENCY_LEAD: (
        "Under Connected systems, ask for a key of your agency's own system: the partnership's business manager approves it.",
        "Make a contact and keep its receipt; answer what the MASH asks of your agency.",
        "In the yearly review of roles, confirm who in your team still needs theirs.",
    ),
    Role.DESIGNATED_OFFICER: (
        "Take up the allegation that waits on Today.",
        "Record who in the school may know and that you told them, and the children's immediate safety: it is due within a working day.",
        "See which school hears nothing of it, and lift that for a reason.",
    ),
    Role.PREVENT_LEAD: (
        "Read what came in under Prevent, complete the national form from it and export it for the police.",
        "Record the police receipt, check their reference, offer the school its copy: then let go of what was written.",
        "Read the alert that a case was opened about a child with a live referral, and tell one person the minimum.",
    ),
    Role.CHANNEL_CHAIR: (
        "Open the Channel panel: two reviews are overdue. Record one, and see the next made.",
        "Name which members read a case; record consent, then a decision with its dissent.",
        "Read what the Prevent team has, step by step, under Prevent.",
    ),
    Role.PANEL_MEMBER: (
        "Open the case of the panel that you were named for: decisions, consent and support, and nothing of the referral.",
        "Try to find another case of the panel: there is none for you.",
    ),
    Role.PREVENT_EDUCATION_OFFICER: (
        "Answer a school’s request from Today: offer times, or say why it is not given.",
        "Open the appointment of next week: what to prepare, and the file for your calendar.",
        "Record a visit with its risks and actions, have the head agree it, and send the report.",
        "Look under Actions at what schools agreed to and have not finished.",
    ),
    Role.CHILD_DEATH_REVIEWER: (
        "Open Child deaths: which forms are outstanding, who owes them and for how long, and what each review waits for.",
        "Ask a professional for a reporting form by a link; a nil return counts as returned.",
    ),
    Role.DESIGNATED_DOCTOR: (
        "Open a response that runs: what is due within hours, who was told, who to call.",
        "Name a key worker for the family, and record the minutes of a meeting.",
    ),
    Role.INFORMATION_GOVERNANCE: ("See who has looked at a record, and why.",),
    Role.HEAD_OF_SERVICE: (
        "Open Figures: what is overdue now, this month’s finding, six numbers with their trends, and each number’s definition.",
        "Compare it with last year, and see the same of early help under Early help figures.",
        "Try to open the list behind a number: you cannot, a head of service sees counts and no child.",
        "Under Serious incidents, give the local authority’s view, confirm who is named, and sign a rapid review off.",
    ),
    Role.DATA_OFFICER: (
        "Open Returns, under More: download the example of a census file, change a date in it, check it, and read what is wrong.",
        "Write the part of the census that Breakwater holds, and read who was left out and why.",
        "Try to open a child's page: you cannot.",
    ),
    Role.BUSINESS_MANAGER: (
        "Invite someone to a role, end a role, and see the work go back to its team.",
        "Begin a draft of the levels of need, change a line and release it.",
        "Read what a provider would change in the directory of services, and put it in.",
        "Continue with the draft of the contact form: try it, see what differs, release it from a day on.",
        "Open a serious incident from Today; write what the national panel is sent, and ask an agency for its summary by a link.",
        "Open Recommendations: what changed because of each, and By area, what four areas made of the same one.",
    ),
    Role.POLICY_OFFICER: (
        "Open the chapter on bruises: put what your area decided on record, and put it in force.",
        "Answer what agencies said of the draft that is out to consultation.",
        "Open a chapter as everyone reads it, and ask what was in force on a past day.",
    ),
    Role.TRAINING_ADMINISTRATOR: (
        "Open a date that is full: its waiting list keeps its own order, and places are offered by themselves.",
        "Mark the register of a date, or open its link as a trainer would on a telephone, and show the code to scan.",
        "See who is due training and why, and the register of safeguarding leads with their lapses.",
        "Verify a certificate from elsewhere, and read the year’s report.",
    ),
    Role.SYSTEM_ADMINISTRATOR: ("Try to open a child's page: you cannot.", "Invite someone to a role."),
}


@dataclass(frozen=True)
class Another:
    """A post beside the first of its role that shows the other side of something: a colleague, another area, several posts."""

    role: Role
    area: str
    title: str
    purpose: str
    steps: tuple[str, ...]
    job_title: str = ""
    works_at: str = ""


OTHER_SIDES = (
    Another(
        Role.DSL,
        "851",
        "Deputy safeguarding lead",
        "Works beside the safeguarding lead of the same school, is asked for approval, and sees what the lead may not.",
        (
            "Approve, or refuse, that a contact of your school is made without telling the family: it is on Today.",
            "Open the contact you made about a pupil who is the lead’s own child: the lead finds nothing of it.",
        ),
        "Deputy designated safeguarding lead",
    ),
    Another(
        Role.DSL,
        "851",
        "Safeguarding lead of the other school",
        "A pupil of this school is said to have harmed a pupil of another: each school keeps an incident of its own.",
        (
            "Open Incidents between children: what the other school told you of your own pupil, and nothing of theirs.",
            "Make the risk assessment of your pupil, and record who was told.",
        ),
        works_at="Brass Compass Academy",
    ),
    Another(
        Role.MASH_MANAGER,
        "851",
        "MASH assistant manager",
        "The second manager: approves a restriction, and looks again at what the first has decided.",
        (
            "Draw the dip sample and judge what another manager decided.",
            "Answer a restriction that waits for you.",
        ),
        "MASH assistant manager",
    ),
    Another(
        Role.MASH_MANAGER,
        "850",
        "MASH manager in Hampshire",
        "Receives what Portsmouth’s MASH refers across the boundary, because the child lives in Hampshire or is there.",
        (
            "Open the MASH board: one contact that Portsmouth passed on is allocated, one waits for you.",
            "Read why it was passed on, and that its clock began when it came.",
            "Look for the child in Portsmouth’s records: another area’s are not yours to see.",
        ),
    ),
    Another(
        Role.MASH_MANAGER,
        "852",
        "MASH manager in Southampton",
        "Receives families who move on to Southampton, and decides there about what Portsmouth passes on.",
        (
            "As Portsmouth’s MASH manager pass a contact on to Southampton; then open the MASH board here and read what came.",
        ),
    ),
    Another(
        Role.MASH_SCREENER,
        "921",
        "Social worker in the MASH of the Isle of Wight",
        "Screens what comes over the Solent.",
        ("As Portsmouth’s MASH manager pass a contact on to the Isle of Wight; then allocate it here.",),
    ),
    Another(
        Role.DSL,
        "851",
        "Safeguarding lead of the college",
        "Receives the pupils of Year 11 who leave their schools, and what was agreed about them.",
        (
            "As the safeguarding lead of a school send a roll that a pupil has left for the college; then look here for the file that should come.",
            "Open the list of the fortnight: pupils of 16 and over alone.",
        ),
        works_at="Horizon Sixth Form and College",
    ),
    Another(
        Role.EMERGENCY_DUTY,
        "850",
        "Someone with roles in two areas",
        "Covers nights for Hampshire and for Portsmouth, and co-ordinates early help in Portsmouth by day: one sign-in, three roles.",
        (
            "Press Change beside the name of the role, and act in another: what you see and may do is that role’s alone.",
            "Look for a child of Portsmouth while you act for Hampshire: there is none. Act for Portsmouth, and look again.",
        ),
    ),
    *(
        Another(
            Role.POLICY_OFFICER,
            code,
            f"Policy officer in {name}",
            f"Writes the same manual as Portsmouth’s, and records what {name}’s own body decided.",
            steps,
        )
        for code, name, steps in (
            ("850", "Hampshire", ("See on a chapter’s page the status in each of the four areas.",)),
            (
                "852",
                "Southampton",
                ("Write the next version of a chapter, finalise it, adopt it: the other three have to decide.",),
            ),
            (
                "921",
                "Isle of Wight",
                ("Say whether your own words on bruises stay beside the new text; only then can you take it.",),
            ),
        )
    ),
)
