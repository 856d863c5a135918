"""What the page for developers shows: the operations, as the document has them."""

from .problems import TITLES

METHODS = ("get", "put", "post", "delete")


def page() -> dict:
    """The operations in the order of the document, with what they take and answer; the words for each way to say no."""
    from .v1.gathering import document

    made = document()
    schemas = made["components"]["schemas"]
    operations = [
        _operation(path, method, said)
        for path, of_path in made["paths"].items()
        for method, said in of_path.items()
        if method in METHODS
    ]
    shapes = [
        {"name": name, "about": one.get("description", ""), "fields": _fields(one)}
        for name, one in sorted(schemas.items())
        if one.get("properties")
    ]
    return {"operations": operations, "shapes": shapes, "problems": list(TITLES.items())}


def _operation(path: str, method: str, said: dict) -> dict:
    return {
        "id": said["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": said.get("summary", ""),
        "key": bool(said["security"]),
        "takes": [f"{each['name']} ({each['in']})" for each in said.get("parameters", ())]
        + [_named(one["schema"]) for one in said.get("requestBody", {}).get("content", {}).values()],
        "gives": [
            f"{status}: {_named(next(iter(one['content'].values()))['schema']) if 'content' in one else ''}"
            for status, one in said["responses"].items()
            if status < "300"
        ],
        "refuses": [status for status in said["responses"] if status >= "400"],
    }


def _fields(shape: dict) -> list[dict]:
    needed = shape.get("required", ())
    return [
        {"name": name, "type": _named(one), "about": one.get("description", ""), "needed": name in needed}
        for name, one in shape["properties"].items()
    ]


def _named(schema: dict) -> str:
    """A shape in a word: its name, its type, a list of another."""
    if ref := schema.get("$ref"):
        return ref.rpartition("/")[2]
    if either := schema.get("anyOf"):
        return " or ".join(_named(each) for each in either)
    if schema.get("type") == "array":
        return f"list of {_named(schema.get('items', {})) or 'anything'}"
    return schema.get("format") or schema.get("type") or schema.get("title", "")
