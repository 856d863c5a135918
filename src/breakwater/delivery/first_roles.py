"""The roles whose first holder comes by `./breakwater first-post`: in a new area nobody can invite or approve them."""

# role -> what its holder does
FIRST = {
    "business_manager": "invites everybody else",
    "head_of_service": "approves roles in the MASH and emergency duty as the second person",
    "system_administrator": "watches the service, its backups and its jobs",
}


def first_post(area_code: str, team: str, role: str) -> str:
    """What to type for the first holder of such a role."""
    return f'./breakwater first-post --area {area_code} --team "{team}" --role {role} --email NAME@COUNCIL --name "FULL NAME"'
