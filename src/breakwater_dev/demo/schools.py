"""Invented schools. No real school has such a name, so that no invented child is tied to a real one."""

from dataclasses import dataclass

PRIMARY = """Marmalade Lane, Paper Boat, Seven Kites, Brass Button, Teapot Hill, Moonpenny, Puddleduck Quay, Windmill Wharf,
Two Otters, Gingerbread Row, Rainbow Anchor, Seashell Yard, Little Compass, Cloudberry, Lantern Hill, Copper Kettle,
Starfish Steps, Hopscotch Green, Bellrope, Dandelion Clock, Pebble and Plum, Blue Whistle, Tall Ships Court, Acorn Harbour,
Snowdrop Slip, Tin Whistle, Kingfisher Cut, Patchwork, Fiddlers Green, Ropewalk End, Honeybee Dock, Skylark Steps,
Button Box, Treacle Well, Wooden Spoon, Sandcastle Road, Bramble and Bright, Lighthouse Row, Merry Tide, Thimble Street,
Apple Barrel, Nutmeg Quay, Wishing Well Lane, Hazelnut Hard, Spindrift, Pocketful""".replace("\n", " ").split(", ")
SECONDARY = """Figurehead, Brass Compass, North Star, Spinnaker Rise, Ironclad, Halyard, Longitude, Crowsnest,
Harbour Bell""".replace("\n", " ").split(", ")
SPECIAL = ["Driftwood", "Calm Water", "Seaglass", "Harebell", "Kitestring"]
INDEPENDENT = ["Quillpen House", "Candlewick", "Owl and Anchor", "Silver Birch Hall"]


@dataclass(frozen=True)
class Invented:
    """An invented school, with the codes the register of schools would give it."""

    urn: str
    name: str
    phase: str
    low: int
    high: int
    type_code: str
    type_name: str
    share: int

    @property
    def establishment_number(self) -> str:
        """Its number in the authority: the nine thousands, which the register of schools gives to nobody."""
        return f"9{self.urn[-3:]}"

    @property
    def slug(self) -> str:
        return self.name.lower().replace(" ", "-")


def invented() -> list[Invented]:
    """67 settings: 46 primary, 9 secondary, 1 all-through, 5 special, 1 technical college, 1 college, 4 independent."""
    kinds = [
        *[(f"{name} Primary School", "2", 4, 11, "01", "Community school", 10) for name in PRIMARY],
        *[(f"{name} Academy", "4", 11, 16, "28", "Academy sponsor led", 40) for name in SECONDARY],
        ("Mainmast All-Through School", "7", 4, 16, "34", "Academy converter", 12),
        *[(f"{name} Special School", "7", 4, 16, "07", "Community special school", 2) for name in SPECIAL],
        ("Sextant Technical College", "4", 14, 19, "40", "University technical college", 8),
        ("Horizon Sixth Form and College", "6", 16, 19, "18", "Further education", 60),
        *[(f"{name} School", "7", 4, 16, "11", "Other independent school", 2) for name in INDEPENDENT],
    ]
    return [Invented(str(900001 + number), *facts) for number, facts in enumerate(kinds)]
