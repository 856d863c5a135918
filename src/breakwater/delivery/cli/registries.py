"""`./breakwater registries`: everything that rooms have registered with one another, table by table."""

HELP = "print what rooms have registered: panels, receivers, pathways, clock rules, destinations"


def add_arguments(parser) -> None:
    parser.add_argument("name", nargs="?", help="only the registry whose name holds this word")


def run(options) -> int:
    from django.urls import get_resolver

    from breakwater.foundation.registries import all_registries

    list(get_resolver().url_patterns)  # loads every room's urls, which register too
    for registry in all_registries():
        if options.name and options.name.lower() not in registry.name.lower():
            continue
        print(f"{registry.name} ({len(registry)})")
        if registry.purpose:
            print(f"  {registry.purpose}")
        for row in registry.listing():
            print(f"    {row.key:32} {row.where}")
            if row.says:
                print(f"    {'':32} {row.says}")
        print()
    return 0
