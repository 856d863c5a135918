"""A file of each kind with its columns, named as in the standard safeguarding dataset where it has them, and lines to write over."""

from collections.abc import Mapping

SAMPLES: Mapping[str, list[list[str]]] = {
    "people": [
        ["pers_person_id", "forename", "surname", "pers_dob", "pers_sex", "upn", "nhs_number", "restricted"],
        ["10001", "Robin", "Example", "14/03/2016", "F", "", "", "no"],
        ["10002", "Alex", "Example", "2018", "U", "", "", "no"],
    ],
    "contacts": [
        [
            "cont_contact_id",
            "cont_person_id",
            "cont_contact_date",
            "cont_contact_source_desc",
            "reason",
            "cont_contact_outcome_json",
            "restricted",
        ],
        ["C-501", "10001", "02/10/2025", "School", "Neglect", '{"OUTCOME_INFORMATION_ADVICE_FLAG": "Y"}', "no"],
    ],
    "episodes": [
        [
            "earl_episode_id",
            "earl_person_id",
            "earl_episode_start_date",
            "earl_episode_end_date",
            "earl_episode_reason",
            "earl_episode_end_reason",
            "earl_episode_organisation",
            "worker",
            "restricted",
        ],
        [
            "E-77",
            "10001",
            "14/10/2025",
            "30/03/2026",
            "Attendance",
            "Goals reached",
            "Invented School",
            "W. Orker",
            "no",
        ],
    ],
}
