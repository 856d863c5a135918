"""The one form of an entry and of a seal that is hashed. Form 1 is for ever: a change of columns makes form 2 beside it.

Each value is written as its length in bytes, a colon and its text, then a comma; null is a dash and a comma. A leaf of the
tree is sha256(0x00 + entry), a node sha256(0x01 + left + right) as in RFC 6962, a seal sha256(0x02 + seal).
"""

import hashlib

FORM = 1
MOMENT = 'YYYY-MM-DD"T"HH24:MI:SS.US'
COLUMNS = (
    "id",
    "at",
    "xid",
    "server",
    "actor_id",
    "human_id",
    "acting_as",
    "area",
    "kind",
    "verb",
    "route",
    "method",
    "seen",
    "changed",
    "facts",
    "reason",
    "session",
)
START = bytes(32)


def leaf_sql(row: str) -> str:
    """The SQL expression of an entry's leaf, where `row` is the entry's name in the query; it depends on no setting."""
    texts = [
        f"to_char({row}.{column} at time zone 'UTC', '{MOMENT}')" if column == "at" else f"{row}.{column}::text"
        for column in COLUMNS
    ]
    written = " || ".join(f"coalesce(octet_length({text})::text || ':' || {text} || ',', '-,')" for text in texts)
    return rf"sha256('\x00'::bytea || convert_to({written}, 'UTF8'))"


def root_of(leaves: bytes) -> bytes:
    """The root of the tree over the leaves, given end to end."""
    level = [leaves[start : start + 32] for start in range(0, len(leaves), 32)]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        odd = [level[-1]] if len(level) % 2 else []
        level = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd
    return level[0] if level else START


def seal_hash(
    *,
    form: int,
    number: int,
    server: int,
    made_at: str,
    horizon_from: int,
    horizon_to: int,
    entries: int,
    entry_ids: list[int],
    root: bytes,
    previous: bytes,
) -> bytes:
    """What the next seal is chained to; `made_at` in UTC as MOMENT writes it."""
    ids = hashlib.sha256(",".join(map(str, entry_ids)).encode()).hexdigest()
    values = [form, number, server, made_at, horizon_from, horizon_to, entries, ids, root.hex(), previous.hex()]
    written = "".join(f"{len(str(value))}:{value}," for value in values)
    return hashlib.sha256(b"\x02" + written.encode()).digest()


SEAL_HASH_SQL = r"""sha256('\x02'::bytea || convert_to((
    select string_agg(octet_length(value) || ':' || value || ',', '' order by place)
    from unnest(array[
        made.form::text, made.number::text, made.server::text, to_char(made.made_at at time zone 'UTC', '{moment}'),
        made.horizon_from::text, made.horizon_to::text, made.entries::text,
        encode(sha256(convert_to(array_to_string(made.entry_ids, ','), 'UTF8')), 'hex'),
        encode(made.root, 'hex'), encode(made.previous, 'hex')
    ]) with ordinality as written(value, place)), 'UTF8'))""".replace("{moment}", MOMENT)
