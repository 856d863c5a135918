"""Names of the families of a port city. Forenames and surnames of England by how common they are; others by hand."""

import random
from dataclasses import dataclass

from .tables import names


@dataclass(frozen=True)
class Background:
    """Names that go together. Empty lists mean the common names of England and Wales."""

    share: int
    ethnicity: str
    languages: tuple[tuple[str, int], ...] = (("English", 1),)
    girls: tuple[str, ...] = ()
    boys: tuple[str, ...] = ()
    surnames: tuple[str, ...] = ()
    common_forenames: float = 0.0
    interpreter: float = 0.0

    def forename(self, pick: random.Random, sex: str) -> str:
        own = self.girls if sex == "F" else self.boys
        if not own or pick.random() < self.common_forenames:
            return _common(pick, sex)
        return pick.choice(own)

    def surname(self, pick: random.Random) -> str:
        return pick.choice(self.surnames) if self.surnames else _common(pick, "S")

    def language(self, pick: random.Random) -> str:
        said, weights = zip(*self.languages, strict=True)
        return pick.choices(said, weights)[0]


def _common(pick: random.Random, kind: str) -> str:
    said, weights = names(kind)
    return pick.choices(said, weights)[0]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


BACKGROUNDS = (
    Background(76, "WBRI"),
    Background(
        6,
        "BAFR",
        (("English", 3), ("Yoruba", 2), ("Twi", 1), ("Igbo", 1)),
        _words("Abena Adaeze Ama Amara Chiamaka Efua Folake Ifeoma Kemi Ngozi Temitope Yetunde Zainab Akosua Simisola"),
        _words("Ayodele Babajide Chidi Ebuka Emeka Femi Kofi Kwame Kwaku Obinna Segun Tobi Tunde Yaw Oluwaseun"),
        _words(
            "Adebayo Adeyemi Afolabi Agyeman Asante Boateng Chukwu Eze Mensah Nwosu Obi Ogunleye Okafor Okonkwo Osei Owusu"
        ),
        common_forenames=0.3,
        interpreter=0.03,
    ),
    Background(
        7,
        "ABAN",
        (("English", 3), ("Bengali", 3), ("Urdu", 2), ("Punjabi", 1), ("Malayalam", 1)),
        _words(
            "Aaliyah Aisha Anjali Ayesha Fatima Habiba Maryam Meera Nabila Nusrat Priya Rukhsana Sana Sumaiya Zahra"
        ),
        _words("Abdul Adil Arjun Farhan Hamza Ibrahim Imran Kabir Mohammed Muhammad Rahim Rohan Tariq Yusuf Zayn"),
        _words("Ahmed Akhtar Ali Begum Chowdhury Hussain Islam Kaur Khan Miah Nair Patel Rahman Shah Singh Uddin"),
        common_forenames=0.05,
        interpreter=0.15,
    ),
    Background(
        6,
        "WOTH",
        (("English", 1), ("Polish", 4), ("Romanian", 2), ("Lithuanian", 1), ("Bulgarian", 1)),
        _words(
            "Agnieszka Aleksandra Alicja Elena Gabija Hanna Ioana Julia Lena Maja Natalia Oliwia Weronika Zofia Zuzanna"
        ),
        _words(
            "Adrian Aleksander Andrei Antoni Dawid Filip Jakub Jan Kacper Lukas Mateusz Mihai Piotr Szymon Wojciech"
        ),
        (
            "Kowalski",
            "Nowak",
            "Wójcik",
            "Wiśniewski",
            "Zieliński",
            "Dąbrowski",
            "Popescu",
            "Ionescu",
            "Petrauskas",
            "Kazlauskas",
            "Dimitrov",
            "Ivanova",
            "Lewandowski",
            "Szymańska",
            "Ștefan",
        ),
        common_forenames=0.15,
        interpreter=0.2,
    ),
    Background(
        2,
        "CHNE",
        (("English", 1), ("Cantonese", 3), ("Mandarin", 2)),
        ("Mei Ling", "Xinyi", "Yan", "Hiu Tung", "Jia", "Wing", "Lok Yi", "Siu Ying"),
        ("Chun Kit", "Hao", "Jun", "Ka Ho", "Ming", "Tsz Hin", "Wei", "Yu"),
        _words("Chan Chen Cheung Ho Lam Lau Lee Leung Li Ng Wong Wu Yeung Zhang"),
        common_forenames=0.45,
        interpreter=0.12,
    ),
    Background(
        3,
        "WIRI",
        (("English", 1),),
        ("Aoife", "Ciara", "Niamh", "Róisín", "Sinéad", "Siobhán", "Orla"),
        ("Cian", "Conor", "Eoin", "Oisín", "Pádraig", "Seán", "Tadhg"),
        ("O'Brien", "O'Connor", "O'Sullivan", "Murphy", "Byrne", "Ó Dálaigh", "McCarthy", "Fitzgerald-Moore"),
        common_forenames=0.4,
    ),
)
