"""Which role may do what, in general: a permission a line, a role a column, x where the role holds it. It is read as it stands.

Whoever answers for access reads the same on the page of roles. A room's rules say of what and when; nobody does by a rule what
the matrix does not give.
"""

from collections.abc import Mapping

from .permissions import Permission

COLUMNS = {
    "scr": "mash_screener",
    "man": "mash_manager",
    "wal": "wall_screen",
    "edt": "emergency_duty",
    "coo": "tier2_coordinator",
    "ehm": "early_help_manager",
    "lea": "lead_professional",
    "sw": "social_worker",
    "scm": "social_care_manager",
    "rec": "receiving_worker",
    "lco": "link_coordinator",
    "lma": "link_manager",
    "dsl": "dsl",
    "hea": "head_teacher",
    "sta": "school_staff",
    "tru": "trust_lead",
    "gov": "link_governor",
    "age": "agency_professional",
    "agl": "agency_lead",
    "des": "designated_officer",
    "pre": "prevent_lead",
    "cha": "channel_chair",
    "pan": "panel_member",
    "edu": "prevent_education_officer",
    "cdr": "child_death_reviewer",
    "ddo": "designated_doctor",
    "ig": "information_governance",
    "hos": "head_of_service",
    "dat": "data_officer",
    "bus": "business_manager",
    "pol": "policy_officer",
    "tra": "training_administrator",
    "sys": "system_administrator",
}

MATRIX = """
Children, cases and records
                    scr man wal edt coo ehm lea sw  scm rec lco lma dsl hea sta tru gov age agl des pre cha pan edu cdr ddo ig  hos dat bus pol tra sys
CASE_READ           x   x   .   x   x   x   x   x   x   x   x   x   x   x   .   .   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .
CASE_WORK           x   x   .   .   x   x   x   x   x   x   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
PERSON_READ         x   x   .   x   x   x   x   x   x   x   x   x   x   x   .   .   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .
PERSON_SEARCH       x   x   .   x   x   x   x   x   x   x   x   x   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
PERSON_CREATE       x   x   .   x   x   x   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
PERSON_KEEP         x   x   .   .   x   x   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
DEATH_RECORD        x   x   .   x   x   x   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
PLACE_VERIFY        x   x   .   x   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
ROLL_SEND           x   x   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
ROLL_SETTLE         x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
LIST_SEE            x   x   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   x   .   .   .
LIST_SEND           x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
LIST_SETTLE         x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
LIST_KEEP           .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .
RECORDS_IMPORT      .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
RECORDS_SETTLE      x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
PERSON_RESTRICT     .   x   .   x   .   x   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
PAIR_REVIEW         .   x   .   .   .   x   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
TASK_DO             x   x   .   x   x   x   x   x   x   x   x   x   x   x   .   .   .   x   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .
DOCUMENT_ADD        x   x   .   .   x   x   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
HANDOVER_OFFER      x   x   .   .   x   x   x   x   x   x   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
HANDOVER_ANSWER     x   x   .   .   x   x   x   x   x   x   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
HANDOVER_LATE       .   x   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
HANDOVER_SETTLE     .   .   .   .   .   x   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
HOLDINGS_READ       .   x   .   .   .   x   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
WHY_READ            x   x   .   x   x   x   x   x   x   x   x   x   x   x   .   .   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .
LOOKS_READ          .   x   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .
CLOCK_EXPLAIN       .   x   .   .   .   x   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
BREAK_GLASS         .   x   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
RESTRICT_APPROVE    .   x   .   .   .   x   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
GLASS_REVIEW        .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .
RETENTION_KEEP      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .
RETENTION_APPROVE   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .
ITEM_SEAL           x   x   .   x   x   x   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
CONFLICT_REVIEW     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .

The MASH
                    scr man wal edt coo ehm lea sw  scm rec lco lma dsl hea sta tru gov age agl des pre cha pan edu cdr ddo ig  hos dat bus pol tra sys
CONTACT_MAKE        x   x   .   x   x   x   x   x   x   .   x   x   x   x   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .
RECEIPT_READ        x   x   .   x   x   x   x   x   x   .   x   x   x   x   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .
RECEIPT_READ_TEAM   x   x   .   x   x   x   x   x   x   .   x   x   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
BOARD_READ          x   x   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
CONTACT_CLAIM       x   x   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
CONTACT_TAKE_OVER   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
CONTACT_MATCH       x   x   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
CONTACT_SCREEN      x   x   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
CONTACT_ADD         x   x   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
CONTACT_DECIDE      .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
CONTACT_ROUTE       x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
SOCIAL_CARE_TAKE_IN x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
SOCIAL_CARE_SETTLE  x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
FEEDBACK_TELL       x   x   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
FEEDBACK_WAIVE      .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
CALL_LOG            x   x   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
NOTICE_TAKE         x   x   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
CONTACT_JOIN        x   x   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
REQUEST_SEND        x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
REQUEST_ANSWER      .   .   .   .   x   x   x   x   x   x   x   x   x   x   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .
ALLEGATION_SEND     x   x   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
ALLEGATION_WORK     .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .
SPECIALIST_WORK     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .
PREVENT_REFER       x   x   .   x   x   x   x   x   x   .   x   x   x   x   .   .   .   x   x   .   x   x   .   .   .   .   .   .   .   .   .   .   .
PANEL_SIT           .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   x   .   .   .   .   .   .   .   .   .   .
PANEL_CHAIR         .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .
CONTACT_OVERSEE     .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
STRATEGY_READ       x   x   .   x   x   x   x   x   x   .   x   x   x   x   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .
STRATEGY_CALL       x   x   .   x   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
STRATEGY_WORK       x   x   .   x   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
FIGURES_READ        .   x   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   x   .   .   .
WALL_READ           .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
DUTY_WORK           .   x   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
DUTY_PICK_UP        x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .

Early help
                    scr man wal edt coo ehm lea sw  scm rec lco lma dsl hea sta tru gov age agl des pre cha pan edu cdr ddo ig  hos dat bus pol tra sys
EPISODE_READ        x   x   .   x   x   x   x   x   x   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
EPISODE_WORK        .   .   .   .   x   x   x   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
EPISODE_SETTLE      .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
EPISODE_START       .   .   .   .   .   .   x   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
ADVICE_GIVE         .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .

Services, pages, bulletins and policies
                    scr man wal edt coo ehm lea sw  scm rec lco lma dsl hea sta tru gov age agl des pre cha pan edu cdr ddo ig  hos dat bus pol tra sys
SERVICES_KEEP       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .
CONTENT_EDIT        .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   x   .   .   .
RESOURCE_CHECK      .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   x   .   .   .
CONTENT_APPROVE     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .
BULLETIN_APPROVE    .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   x   .   .   .
ALERT_WORK          .   x   .   .   .   x   .   .   x   .   .   x   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   x   .   .   .
TEXT_WRITE          .   x   .   .   .   x   .   .   x   .   .   x   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   x   x   .   .
CAMPAIGN_PLEDGE     .   x   .   .   .   x   .   .   x   .   .   x   x   x   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   x   x   .   .
POLICY_EDIT         .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .
POLICY_RATIFY       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .
POLICY_COMMENT      .   x   .   .   .   x   .   .   x   .   .   x   x   x   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   x   x   .   .
POLICY_CONFIRM      .   x   .   .   .   x   .   .   x   .   .   x   x   x   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   x   x   .   .

Schools' lists
                    scr man wal edt coo ehm lea sw  scm rec lco lma dsl hea sta tru gov age agl des pre cha pan edu cdr ddo ig  hos dat bus pol tra sys
FORTNIGHT_READ      .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
LIST_CHECK          .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
LIST_READ           .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
LIST_ANSWER         .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
LIST_CORRECT        .   .   .   .   x   x   .   x   x   .   x   x   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .
CALL_WORK           .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
TRUST_READ          .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
TALK_READ           x   x   .   x   x   x   x   x   x   .   x   x   x   x   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .
COHORTS_READ        .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .
COHORTS_EDIT        .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
COHORTS_RELEASE     .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .

Prevent support for schools
                    scr man wal edt coo ehm lea sw  scm rec lco lma dsl hea sta tru gov age agl des pre cha pan edu cdr ddo ig  hos dat bus pol tra sys
SUPPORT_READ        .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   .
SUPPORT_ASK         .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
SUPPORT_GIVE        .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   .
SUPPORT_WORK        .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   .

Training
                    scr man wal edt coo ehm lea sw  scm rec lco lma dsl hea sta tru gov age agl des pre cha pan edu cdr ddo ig  hos dat bus pol tra sys
TRAINING_BOOK       x   x   .   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x   x
TRAINING_BOOK_FOR   .   x   .   .   .   x   .   .   x   .   .   x   x   x   .   x   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .
TRAINING_TRUST      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
TRAINING_KEEP       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   x   .
TRAINING_FIGURES    .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   x   .   x   .
TRAINING_WAIVE      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .

Harm between children at schools
                    scr man wal edt coo ehm lea sw  scm rec lco lma dsl hea sta tru gov age agl des pre cha pan edu cdr ddo ig  hos dat bus pol tra sys
INCIDENT_REPORT     .   .   .   .   .   .   .   .   .   .   .   .   x   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
INCIDENT_CHILD_READ .   .   .   .   .   .   .   .   .   .   .   .   x   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
INCIDENT_WORK       .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
INCIDENT_APPROVE    .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
TERM_REPORT_READ    .   .   .   .   .   .   .   .   .   .   x   x   x   x   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
TERM_REPORT_OVERSEE .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
TERM_REPORT_AREA    .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .

Serious incidents and learning
                    scr man wal edt coo ehm lea sw  scm rec lco lma dsl hea sta tru gov age agl des pre cha pan edu cdr ddo ig  hos dat bus pol tra sys
SERIOUS_RAISE       x   x   .   x   x   x   x   x   x   x   x   x   x   x   .   .   .   x   x   x   x   .   .   .   x   x   .   x   .   x   .   .   .
SERIOUS_READ        x   x   .   x   x   x   .   x   x   .   x   x   x   x   .   .   .   x   x   x   x   .   .   .   x   x   .   x   .   x   x   .   .
SERIOUS_VIEW        x   x   .   x   x   x   .   x   x   .   x   x   x   x   .   .   .   x   x   x   x   .   .   .   x   x   .   x   .   x   x   .   .
SERIOUS_WORK        .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .
LEARNING_READ       .   x   .   .   .   x   .   .   x   .   x   x   x   x   .   x   .   x   x   .   x   .   .   x   x   x   .   x   .   x   x   x   .
LEARNING_ANSWER     .   x   .   .   .   x   .   .   x   .   x   x   x   x   .   x   .   x   x   .   x   .   .   x   .   .   .   .   .   x   x   x   .
LEARNING_KEEP       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   x   .

Monitoring and evaluation
                    scr man wal edt coo ehm lea sw  scm rec lco lma dsl hea sta tru gov age agl des pre cha pan edu cdr ddo ig  hos dat bus pol tra sys
AUDIT_READ          .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   x   .   .   .
AUDIT_KEEP          .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .
SURVEY_ANSWER       x   x   .   x   x   x   x   x   x   x   x   x   .   .   .   .   .   x   x   x   .   .   .   x   .   .   .   .   .   .   .   .   .
CASE_AUDIT_READ     .   x   .   .   x   x   .   x   x   .   x   x   x   x   .   .   .   x   x   x   x   .   .   x   .   .   .   x   .   x   .   .   .
CASE_AUDIT_KEEP     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .
CASE_AUDIT_ANSWER   x   x   .   .   x   x   x   x   x   x   x   x   x   x   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .
PARTNERSHIP_READ    .   x   .   .   .   x   .   .   x   .   x   x   x   x   .   x   .   x   x   x   x   .   .   x   x   x   .   x   .   x   x   x   .
PARTNERSHIP_KEEP    .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .
COMMISSIONING_READ  .   x   .   .   .   x   .   .   x   .   x   x   x   x   .   x   .   x   x   x   x   .   .   x   x   x   .   x   .   x   x   x   .
COMMISSIONING_KEEP  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   x   .   .   .
PLAN_READ           .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   x   x   .   .   .   .   .   .   .   .   x   .   x   .   .   .
PLAN_KEEP           .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .
VOICE_PUBLISH       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   x   .   .   .
STRATEGY_KEEP       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .
STRATEGY_ANSWER     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   x   .   .   .   .   .
REPORT_SIGN         .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .   .   x   .   .   .   .   .
SCORECARD_KEEP      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .
SCORECARD_COMMENT   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   x   .   .   .
INSPECTION_READ     .   x   .   .   x   x   .   x   x   .   x   x   x   x   .   .   .   x   x   x   x   .   .   x   .   .   .   x   .   x   .   .   .
INSPECTION_KEEP     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   x   .   .   .

Child deaths
                    scr man wal edt coo ehm lea sw  scm rec lco lma dsl hea sta tru gov age agl des pre cha pan edu cdr ddo ig  hos dat bus pol tra sys
DEATH_NOTIFY        x   x   .   x   x   x   x   x   x   .   x   x   x   x   .   .   .   x   x   x   .   .   .   .   x   x   .   .   .   .   .   .   .
DEATH_READ          .   x   .   x   .   .   .   x   x   .   .   .   .   .   .   .   .   x   x   x   .   .   .   .   x   x   .   .   .   .   .   .   .
DEATH_RESPOND       .   x   .   x   .   .   .   x   x   .   .   .   .   .   .   .   .   x   x   x   .   .   .   .   x   x   .   .   .   .   .   .   .
DEATH_SUPPORT       .   x   .   x   x   x   x   x   x   .   x   .   x   .   .   .   .   x   x   x   .   .   .   .   x   x   .   .   .   .   .   .   .
DEATH_WORK          .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   .

Returns
                    scr man wal edt coo ehm lea sw  scm rec lco lma dsl hea sta tru gov age agl des pre cha pan edu cdr ddo ig  hos dat bus pol tra sys
RETURN_CHECK        .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   x   .   .   .
RETURN_WRITE        .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .

Information rights
                    scr man wal edt coo ehm lea sw  scm rec lco lma dsl hea sta tru gov age agl des pre cha pan edu cdr ddo ig  hos dat bus pol tra sys
RIGHTS_HAND         x   x   .   x   x   x   x   x   x   x   x   x   x   x   .   .   .   x   x   x   x   .   .   .   x   x   .   x   .   x   .   .   .
RIGHTS_KEEP         .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .
RIGHTS_SECOND       .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .
RIGHTS_ANSWER       .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   x   .   .   .   .   x   .   .   .
RIGHTS_CORRECT      x   x   .   x   x   x   x   x   x   x   x   x   x   x   .   .   .   x   x   x   x   .   .   .   x   x   .   .   .   .   .   .   .

The service itself
                    scr man wal edt coo ehm lea sw  scm rec lco lma dsl hea sta tru gov age agl des pre cha pan edu cdr ddo ig  hos dat bus pol tra sys
ORGANISATIONS_EDIT  .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   x
ESCALATION_RAISE    x   x   .   x   x   x   x   x   x   x   x   x   x   x   .   .   .   x   x   .   .   .   .   .   .   .   .   .   .   x   .   .   .
ESCALATION_ANSWER   x   x   .   .   x   x   .   x   x   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .
ACTION_READ         .   x   .   .   .   x   .   .   x   .   x   x   x   x   .   x   .   x   x   .   x   .   .   x   .   .   .   x   .   x   x   .   .
ACTION_WORK         .   x   .   .   .   x   .   .   x   .   x   x   x   x   .   x   .   x   x   .   x   .   .   x   .   .   .   x   .   x   x   .   .
ACTION_SET          .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   x   .   .   x   .   .   .   x   .   x   .   .   .
THRESHOLDS_EDIT     .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .
FORMS_EDIT          .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .
SELF_ASSESS_READ    .   .   .   .   .   .   .   .   .   .   .   x   x   x   x   .   x   x   x   .   x   .   .   x   .   .   .   .   .   x   .   .   .
SELF_ASSESS_ANSWER  .   .   .   .   .   .   .   .   .   .   .   .   x   x   x   .   x   x   x   .   x   .   .   .   .   .   .   .   .   .   .   .   .
SELF_ASSESS_ASK     .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   x   .   .   .
ROTA_KEEP           .   x   .   .   .   x   .   .   x   .   .   x   x   x   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   .   .   .
PEOPLE_INVITE       .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   x
POST_REVIEW         .   x   .   .   .   x   .   .   x   .   .   x   x   x   .   .   .   .   x   .   x   .   .   .   .   .   .   x   .   x   .   .   x
POST_SECOND         .   x   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   .   .   x   .   .   .   .   .
SHIFT_LET_IN        .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .
SYSTEMS_SEE         .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   x   .   .   .   .   .   .   .   .   .   .   x   .   .   .
SYSTEM_CONNECT      .   .   .   .   .   .   .   .   .   .   .   .   x   x   .   .   .   .   x   .   .   .   .   .   .   .   .   .   .   .   .   .   .
SYSTEM_APPROVE      .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .
SYSTEM_READ         .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   x   .   .   .   .   .   x
"""


class NotAMatrix(Exception):
    """The matrix cannot be read: a line with too few marks, a permission twice or not at all, or a column of no role."""


def read(matrix: str = MATRIX) -> dict[str, dict[Permission, tuple[str, ...]]]:
    """Under each heading its permissions, and the codes of the roles that hold each. Raises NotAMatrix."""
    parts: dict[str, dict[Permission, tuple[str, ...]]] = {}
    seen: set[Permission] = set()
    for part in matrix.strip().split("\n\n"):
        heading, columns, *lines = part.split("\n")
        roles = _roles_of(columns.split())
        parts[heading] = {}
        for line in lines:
            name, *marks = line.split()
            if len(marks) != len(roles) or not {"x", "."}.issuperset(marks) or name not in Permission.__members__:
                raise NotAMatrix(line)
            permission = Permission[name]
            if permission in seen:
                raise NotAMatrix(f"{name} is twice")
            seen.add(permission)
            parts[heading][permission] = tuple(role for role, mark in zip(roles, marks, strict=True) if mark == "x")
    if missing := set(Permission) - seen:
        raise NotAMatrix(f"Nothing is said of {sorted(one.name for one in missing)}")
    return parts


def _roles_of(columns: list[str]) -> list[str]:
    if columns != list(COLUMNS):
        raise NotAMatrix(" ".join(columns))
    return list(COLUMNS.values())


PARTS: Mapping[str, Mapping[Permission, tuple[str, ...]]] = read()


def held_by(role: str) -> set[Permission]:
    return {permission for lines in PARTS.values() for permission, roles in lines.items() if role in roles}
