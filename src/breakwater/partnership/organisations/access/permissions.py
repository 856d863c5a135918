"""One list of permissions, and how a room's rules answer for them.

A room registers `RULES`: permission -> rows of predicates, "any row, every column". A predicate takes (actor, thing)
and answers True or False. Before any row, the actor's role must hold the permission.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from django.core.exceptions import PermissionDenied


class Permission(StrEnum):
    """Everything that may be asked for, in all rooms."""

    # The kernel
    CASE_READ = "read a case"
    CASE_WORK = "work on a case: tasks, meetings, closing"
    PERSON_READ = "read a child's or adult's page"
    PERSON_SEARCH = "search for a child"
    PERSON_CREATE = "enter a new person"
    PERSON_KEEP = "correct or add to a person's record"
    DEATH_RECORD = "record that somebody has died"
    PLACE_VERIFY = "confirm that a child has a place at a school"
    ROLL_SEND = "send a school's roll"
    ROLL_SETTLE = "decide doubtful rows of school rolls"
    LIST_SEE = "see which lists agencies send, and how old each is"
    LIST_SEND = "take in lists of children from agencies"
    LIST_SETTLE = "decide who a row of an agency's list is about"
    LIST_KEEP = "say which lists the area takes, and who answers for each"
    RECORDS_IMPORT = "take in people, contacts and episodes from an earlier system"
    RECORDS_SETTLE = "decide who a record of an earlier system is about"
    PERSON_RESTRICT = "restrict a person or case to named readers"
    PAIR_REVIEW = "say whether two records are the same person"
    TASK_DO = "do a task"
    DOCUMENT_ADD = "add a document"
    HANDOVER_OFFER = "offer work to another team or service"
    HANDOVER_ANSWER = "accept or decline work offered"
    HANDOVER_LATE = "see all handovers waiting too long"
    HANDOVER_SETTLE = "say what holds where a family stepped down has no lead yet"
    HOLDINGS_READ = "see the work held in each role of one's team, to be handed on"
    WHY_READ = "ask why one can see a record"
    LOOKS_READ = "see who has looked at a record"
    CLOCK_EXPLAIN = "give the reason for a clock that was missed"
    BREAK_GLASS = "open a restricted record in an emergency"
    RESTRICT_APPROVE = "approve a restriction that someone else asked for"
    GLASS_REVIEW = "review what was opened in an emergency"
    RETENTION_KEEP = "look after what is kept how long, and legal holds"
    RETENTION_APPROVE = "approve what is deleted by the retention schedule"
    ITEM_SEAL = "keep a sealed item in a record"
    CONFLICT_REVIEW = "answer for what colleagues declare of their own lives"
    # The front door
    CONTACT_MAKE = "make a contact about a child"
    RECEIPT_READ = "read receipts and outcomes of one's own contacts"
    RECEIPT_READ_TEAM = "read what was decided on contacts that colleagues made"
    BOARD_READ = "see the MASH board"
    CONTACT_CLAIM = "allocate a contact to oneself"
    CONTACT_TAKE_OVER = "take over a contact allocated to someone else"
    CONTACT_MATCH = "match a contact to a child"
    CONTACT_SCREEN = "screen a contact"
    CONTACT_ADD = "add what one was told to an open contact"
    CONTACT_DECIDE = "decide a contact"
    CONTACT_ROUTE = "pass a contact to the worker of an open case"
    SOCIAL_CARE_TAKE_IN = "take in social care's list"
    SOCIAL_CARE_SETTLE = "decide who a row of social care's list is about"
    FEEDBACK_TELL = "tell referrers what was decided"
    FEEDBACK_WAIVE = "let a contact close without its referrer told"
    CALL_LOG = "record a call to the MASH"
    NOTICE_TAKE = "take in notices from police, health, courts and other areas"
    CONTACT_JOIN = "join contacts of one incident, or mark one as sent again"
    REQUEST_SEND = "ask other agencies what they know"
    REQUEST_ANSWER = "answer what the MASH asks one's team"
    ALLEGATION_SEND = "send what a contact says of someone who works with children to the designated officers"
    ALLEGATION_WORK = "work on an allegation about someone who works with children"
    SPECIALIST_WORK = "work on what came by the specialist route"
    PREVENT_REFER = "make a referral to the Prevent team"
    PANEL_SIT = "read what a Channel panel one sits on has to consider"
    PANEL_CHAIR = "keep a Channel panel’s members, meetings and decisions"
    SUPPORT_READ = "read the Prevent support that a school asked for and got"
    SUPPORT_ASK = "ask for Prevent support, and choose a time"
    SUPPORT_GIVE = "give schools Prevent support: times, visits, reports, advice"
    SUPPORT_WORK = "cancel an appointment for Prevent support, and fill in the curriculum map"
    CONTACT_OVERSEE = "oversee contacts and look at the month's sample"
    STRATEGY_READ = "read a strategy discussion one was asked to"
    STRATEGY_CALL = "call a strategy discussion"
    STRATEGY_WORK = "record a strategy discussion that one's team called"
    FIGURES_READ = "see the published figures"
    WALL_READ = "show the MASH on a wall"
    DUTY_WORK = "do emergency duty out of hours"
    DUTY_PICK_UP = "pick up at opening what emergency duty did"
    # Early help
    EPISODE_READ = "read an early help episode"
    EPISODE_WORK = "work on an early help episode"
    EPISODE_SETTLE = "record who took over the help of a family that moved away"
    EPISODE_START = "start early help for a child, and lead it"
    ADVICE_GIVE = "advise professionals as a critical friend"
    # Knowledge
    SERVICES_KEEP = "keep the directory of services"
    CONTENT_EDIT = "write pages of the public site"
    RESOURCE_CHECK = "give a resource of the library the check that is this role's to give"
    CONTENT_APPROVE = "publish pages of the public site and resources of the library"
    BULLETIN_APPROVE = "approve and send bulletins"
    ALERT_WORK = "write and approve urgent alerts"
    TEXT_WRITE = "put pictures and links of the site into what one writes"
    CAMPAIGN_PLEDGE = "say that one's school or service takes part in a campaign"
    POLICY_EDIT = "write chapters of the manual, and ask agencies what they think"
    POLICY_RATIFY = "record what the area's body decided on a chapter, and put it in force"
    POLICY_COMMENT = "say what one's agency thinks of a draft chapter"
    POLICY_CONFIRM = "ask one's own staff to read a chapter"
    # Training
    TRAINING_BOOK = "book training for oneself, and read one's own training record"
    TRAINING_BOOK_FOR = "book training for colleagues of one's team, who need not sign in"
    TRAINING_TRUST = "see the training of the staff of a trust's own schools"
    TRAINING_KEEP = "run the area's training: courses, dates, bookings, charges and records"
    TRAINING_FIGURES = "read the area's training in figures"
    TRAINING_WAIVE = "approve that a training charge is waived, where somebody else asked for it"
    # Education link work
    FORTNIGHT_READ = "see the fortnight of all schools"
    LIST_CHECK = "check, release and recall schools' lists"
    LIST_READ = "read one's school's list"
    LIST_ANSWER = "answer one's school's list"
    LIST_CORRECT = "look into what a school says is wrong"
    CALL_WORK = "call schools about their lists, and write to them afterwards"
    TRUST_READ = "see the lists of a trust's own schools, in counts"
    TALK_READ = "find who to talk to across agencies, and keep one's own team's lines"
    COHORTS_READ = "see what a school may see of each cohort"
    COHORTS_EDIT = "change what a school may see of each cohort, and propose that it sees more"
    COHORTS_RELEASE = "release, as a second person, that a school sees more of a cohort"
    # Sexual harassment and violence between children
    INCIDENT_REPORT = "report sexual harassment or violence between children at your school"
    INCIDENT_WORK = "handle reports of harm between children at your school"
    INCIDENT_APPROVE = "approve, as the head, an assessment after an incident"
    INCIDENT_CHILD_READ = "read the record and plan of a child one works with after an incident"
    TERM_REPORT_READ = "read what a school reports each term of harm between children, in numbers"
    TERM_REPORT_OVERSEE = "oversee, as governor or leader, how one's school prevents harm between children"
    TERM_REPORT_AREA = "read together what schools of the area released of harm between children"
    # Serious incidents, reviews and learning
    SERIOUS_RAISE = "raise a serious incident, for the partners to consider"
    SERIOUS_READ = "read a serious incident that one is named on"
    SERIOUS_VIEW = "give one's view on a serious incident that one is named on: a partner's, the learning group's, the scrutineer's"
    LEARNING_READ = "read recommendations of reviews, and what changed because of them"
    LEARNING_ANSWER = "answer recommendations that were sent to one's organisation"
    LEARNING_KEEP = "look after the recommendations of one's area, what changed and whether it lasts"
    AUDIT_READ = "read what audits of agencies and schools found in one's area"
    AUDIT_KEEP = "run audits of the agencies and schools of one's area"
    SURVEY_ANSWER = "answer a practitioner survey, anonymously"
    CASE_AUDIT_READ = "read a multi-agency case audit that one leads or is named on, by pseudonyms"
    CASE_AUDIT_KEEP = "lead multi-agency case audits: plan, draw, report"
    CASE_AUDIT_ANSWER = "audit one's own agency's record for a multi-agency case audit"
    PARTNERSHIP_READ = "read who holds which role, the arrangements, and the meetings of boards at which one has a seat"
    PARTNERSHIP_KEEP = "keep the roles, arrangements, boards and meetings of one's area"
    COMMISSIONING_READ = "read needs, services' capacity, and gaps and decisions without their costs in one's area"
    COMMISSIONING_KEEP = "record needs, services' capacity, gaps and decisions, and read and record contracts, costs and returns in one's area"
    PLAN_READ = "read plans, risks, scrutiny and yearly reports of the areas in which one has a role in the partnership"
    PLAN_KEEP = "look after the plan, risks, scrutiny, voice and yearly report of one's area"
    VOICE_PUBLISH = "publish, as a second person, what people said in one's area and what followed"
    STRATEGY_KEEP = "change the text of a strategy that one's area leads"
    STRATEGY_ANSWER = "answer, as one of the executive, what is escalated for all areas of a strategy"
    REPORT_SIGN = "sign a yearly report as lead safeguarding partner, where the arrangements name one as such"
    SCORECARD_KEEP = "give and correct the values of the scorecard of one's area"
    SCORECARD_COMMENT = "say what a value of the scorecard means, and what the group is asked"
    INSPECTION_READ = "read the folder of an inspection that one leads or is named on, and record what was given"
    INSPECTION_KEEP = "lead the folder of an inspection, and keep the lists of what inspectors ask for"
    SERIOUS_WORK = "work on a serious incident that one is named on as its business manager"
    # Child deaths
    DEATH_NOTIFY = "notify the child death review team of a child's death"
    DEATH_READ = "read the record of a child's death that one's team holds or whose response one leads"
    DEATH_RESPOND = "record what is done in a joint agency response that one leads"
    DEATH_SUPPORT = "record, as key worker, one's contacts with a bereaved family and its questions"
    DEATH_WORK = "keep the review of a child's death: tracker, professionals, requests, notifications"
    # Returns
    RETURN_CHECK = "check a census file that another system wrote"
    RETURN_WRITE = "write the part of the returns that Breakwater holds"
    # Information rights
    RIGHTS_HAND = "hand over a request for information, correction or erasure"
    RIGHTS_KEEP = "answer requests for information, correction and erasure, and read the records of processing"
    RIGHTS_SECOND = "approve, as the second person named, what is gathered for a request and what is masked in it"
    RIGHTS_ANSWER = "say what of a compartment may be given to somebody who asks"
    RIGHTS_CORRECT = "correct a record of their team that somebody asked to have corrected"
    # The house
    ORGANISATIONS_EDIT = "keep organisations, roles, numbers and hours"
    ESCALATION_RAISE = "raise a disagreement with a decision"
    ESCALATION_ANSWER = "answer a disagreement"
    ACTION_READ = "read actions that organisations agreed"
    ACTION_WORK = "do what one's organisation agreed to do"
    ACTION_SET = "set actions for organisations and verify them"
    THRESHOLDS_EDIT = "edit the area's levels of need"
    FORMS_EDIT = "keep the area's forms"
    SELF_ASSESS_READ = "read self-assessments of one's organisation, or that one's team asked for"
    SELF_ASSESS_ANSWER = "answer self-assessments of one's organisation"
    SELF_ASSESS_ASK = "ask organisations for a self-assessment, and moderate it"
    ROTA_KEEP = "keep the rota of one's team: who works when, who is away"
    PEOPLE_INVITE = "invite people to roles and end roles"
    POST_REVIEW = "confirm each year who still needs which role"
    POST_SECOND = "approve, as a second person, a role in one's own service"
    SHIFT_LET_IN = "let somebody into emergency duty for one shift"
    SYSTEMS_SEE = "see which systems of one's organisation are connected, and end their keys"
    SYSTEM_CONNECT = "connect a system of one's organisation to this service by a key"
    SYSTEM_APPROVE = "approve that a system of an organisation is connected"
    SYSTEM_READ = "see the state of the service"


Predicate = Callable[[object, object], bool]
Rules = Mapping[Permission, Sequence[Sequence[Predicate]]]
_RULES: dict[Permission, Sequence[Sequence[Predicate]]] = {}


class NotPermitted(PermissionDenied):
    """The actor may not do this. `words` says what to do next."""

    def __init__(self, permission: Permission, words: str = ""):
        self.permission = permission
        self.words = words or (
            f"Your role does not allow you to {permission.value}. If you need to, ask your manager or act in another role."
        )
        super().__init__(self.words)


def register_rules(rules: Rules) -> None:
    """Add a room's rules. A permission has its rules in one room only."""
    twice = _RULES.keys() & rules.keys()
    if twice:
        raise ValueError(f"Rules given twice for {sorted(twice)}")
    _RULES.update(rules)


def rules_in_force() -> dict[Permission, Sequence[Sequence[Predicate]]]:
    """Every permission that has rules, for the tests of the house."""
    return dict(_RULES)
