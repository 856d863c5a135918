"""Whose keys, and what came by them, they are. A key is looked up before anybody acts; what it opens is digest alone."""

from pathlib import Path

from breakwater.foundation.grants.declare import Own, Reference

# The system itself, also on a morning on which its school's sight is not derived yet; its team; whoever oversees the area.
_OWN = (("link", "actor_id"), ("team", "team_id"), ("oversight", "area_id"))
_OF = ("actor_id", "area_id", "team_id")

TABLES = [
    Reference("api_connectedsystem", frozen=("public_id", "area_id", "team_id", "name", "key", "at", "by_id")),
    Reference("api_apikey", frozen=("public_id", "system_id", "reason", "allowed", "expires_on", "key", "at", "by_id")),
    Reference("api_keyconfirmation", update=False),
    Own("api_sent", own=_OWN, update=False),
    Own("api_webhook", own=_OWN, frozen=("public_id", "system_id", *_OF)),
    Own(
        "api_delivery",
        own=_OWN,
        update=("state", "attempts", "next_at", "answered", "delivered_at"),
        delete=True,
    ),
]
SCRIPTS = [Path(__file__).parent / "sql" / "keys.sql"]
