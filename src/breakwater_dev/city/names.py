"""Names of invented people, and the other ways in which the same name gets written."""

import csv
import gzip
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from breakwater.partnership.people import cleaning

_HERE = Path(__file__).parent

# Spellings of one name are parted by '/'; the first is the commonest.
COMMUNITIES = {
    "muslim": {
        "M": "Mohammed/Muhammad/Mohamed/Mohammad/Muhammed/Mohamad Ahmed/Ahmad/Ahmet Ali/Aly Hassan/Hasan/Hassaan Hussain/Hussein/Husain/Hossain "
        "Ibrahim/Ebrahim/Ibraheem Yusuf/Yousuf/Yousef/Yusef/Youssef Omar/Umar/Omer Abdullah/Abdulla/Abdallah Abdulrahman/Abdul-Rahman/Abdirahman "
        "Zain/Zayn/Zane Bilal/Bilaal/Belal Hamza/Hamzah Khalid/Khaled Mustafa/Mustapha/Moustafa Tariq/Tarik/Tareq Imran/Emran Usman/Osman/Uthman "
        "Yahya/Yahia/Yahyah Idris/Idrees/Edris Zakariya/Zakaria/Zakariyya Ismail/Ismaeel/Esmail Musa/Moosa/Mousa Haroon/Harun/Haroun Adam/Aadam "
        "Rayyan/Rayan Sulaiman/Suleiman/Sulayman Faisal/Faysal Jibril/Jibreel/Gibril Saad/Sa'ad Mahad Abdi Liban Kareem/Karim Nabil/Nabeel",
        "F": "Fatima/Fatimah/Fathima/Faatima Aisha/Ayesha/Aysha/Aaisha/Aicha Maryam/Mariam/Mariyam/Miriam Khadija/Khadijah/Khadeeja/Hadija Zainab/Zaynab/Zeinab "
        "Amina/Aminah/Ameena Hafsa/Hafsah Safa/Safaa Sumaya/Sumayyah/Sumaiya Noor/Nour/Nur Layla/Leila/Laila/Leyla Yasmin/Yasmeen/Jasmin Inaya/Inayah/Enaya "
        "Haniya/Haniyah/Hania Hana/Hanaa Iqra Zahra/Zara/Zahraa Asma/Asmaa Ruqayyah/Ruqaya/Rukaya Nadia/Nadiya Sana/Sanaa Hodan Ifrah Ayaan/Ayan Salma/Salmah",
        "S": "Khan/Kahn Ahmed/Ahmad/Ahmet Hussain/Hussein/Husain/Hossain Ali/Aly Begum/Begam Mahmood/Mahmud/Mehmood Malik/Malek Iqbal/Eqbal Choudhury/Chowdhury/Chaudhry/Choudhry "
        "Rahman/Rehman/Rahmaan Akhtar/Akter Bibi/Bibby Khatun/Khatoon Sheikh/Shaikh/Shaykh Mirza/Meerza Hassan/Hasan Mohamed/Mohammed/Muhammad/Mahamed Yusuf/Yousuf/Yusef "
        "Abdi/Abdy Osman/Usman/Othman Warsame/Warsama Farah/Farrah Ibrahim/Ebrahim Al-Masri/Elmasry/Masri El-Sayed/Elsayed/Alsayed Al-Hassan/Alhassan Uddin/Udin Miah/Mia/Miya "
        "Islam/Eslam Aziz/Azeez Saleh/Salih Haddad/Hadad Qureshi/Quraishi/Kureshi Siddiqui/Siddiqi/Sidiqi Butt/But",
    },
    "indian": {
        "M": "Arjun/Arjan Aarav/Arav Vihaan/Vihan Krishna/Krishnaa Rohan/Rohaan Aryan/Aaryan Dev/Deve Harpreet Gurpreet Jaspreet Veer/Vir Kabir/Kabeer Ishaan/Ishan/Eshan Sai Nikhil/Nikil",
        "F": "Priya/Preeya Ananya/Anania Diya/Dia Anaya/Anayah Aanya/Anya Simran/Simren Kavya/Kaviya Saanvi/Sanvi Riya/Ria/Rhea Jasleen/Jaslyn Harleen Navya/Naviya Pooja/Puja Asha/Aasha Mira/Meera",
        "S": "Patel/Patil Singh/Sing Kaur/Kour Sharma/Sharmah Shah/Sha Mistry/Mistri Gill/Gil Kumar/Kumaar Sandhu/Sandu Dhillon/Dhilon Reddy/Reddi Nair/Nayar Chauhan/Chohan/Chouhan Joshi/Joshee "
        "Thakur/Thakor Bhatt/Bhat Desai/Desaai Mehta/Metha Sidhu/Siddhu Grewal/Garewal",
    },
    "african": {
        "M": "Emmanuel/Emanuel Tobi Oluwaseun/Seun Chidi Kwame/Kwami Kofi/Koffi Ayomide/Ayo Temitope/Temi Daniel Samuel Joshua David Tafadzwa Tendai Kelechi Chukwuemeka/Emeka Babatunde/Tunde Olamide/Ola",
        "F": "Oluwadamilola/Damilola Adaeze/Ada Chiamaka/Amaka Blessing Esther/Ester Grace Precious Favour/Favor Ama/Amma Abena Folasade/Sade Ngozi Rutendo Tanaka Temitope/Temi Ifeoma/Ify Princess Deborah/Debora",
        "S": "Adebayo/Adebayor Okafor/Okafore Okonkwo/Okonquo Mensah/Mensa Boateng/Boatang Owusu/Owuso Asante/Ashanti Agyeman/Agyemang Eze/Ezeh Nwosu/Nwosuh Balogun/Balogoun Ncube/Nkube Moyo/Moyoh Phiri/Piri "
        "Conteh/Konteh Kamara/Camara Sesay/Sesey Bangura Diallo/Jallow Amoah/Amoa Appiah/Apiah Osei/Osey Adeyemi/Adeyemy Ogunleye/Ogunleyi Mwangi",
    },
    "slavic": {
        "M": "Jakub/Jakob/Jacob Szymon/Simon Kacper/Casper Michał/Michal Łukasz/Lukasz/Lucas Paweł/Pawel/Pavel Stanisław/Stanislaw Miłosz/Milosz Ștefan/Stefan Andrei/Andrej Mihai/Mihail Oleksandr/Aleksandr/Alexander Dmytro/Dmitro/Dmitri "
        "Ionuț/Ionut Mateusz/Matthew Krzysztof/Kristof József/Jozsef/Joseph Tomáš/Tomas",
        "F": "Zofia/Sofia/Zophia Oliwia/Olivia Wiktoria/Victoria/Viktoria Małgorzata/Malgorzata Agnieszka/Agnes Kseniya/Xenia/Ksenia Ioana/Joana Andreea/Andrea Mădălina/Madalina Oksana/Oxana Natalia/Natalya/Nataliya Maja/Maya Alina/Aleena Katarzyna/Kasia",
        "S": "Kowalski/Kowalska/Kovalski Kamiński/Kamińska/Kaminski Nowak/Novak/Novák Wiśniewski/Wiśniewska/Wisniewski Wójcik/Wojcik Zieliński/Zielińska/Zielinski Szymański/Szymańska/Szymanski Kozłowski/Kozłowska/Kozlowski Popescu/Popesku Popa Ionescu/Jonescu "
        "Dumitru/Dumitrou Stan/Stann Shevchenko/Szewczenko/Sevchenko Kovalenko/Kowalenko Petrović/Petrovic/Petrovich Horváth/Horvath Dvořák/Dvorak Lewandowski/Lewandowska/Levandovski Jovanović/Jovanovic Mazur/Mazour",
    },
    "iberian": {
        "M": "José/Jose João/Joao Mateo/Matteo Tomás/Tomas André/Andre Sebastián/Sebastian Joaquín/Joaquin Martín/Martin Afonso/Alfonso Tiago/Thiago Raúl/Raul",
        "F": "María/Maria Inês/Ines Sofía/Sofia Zoë/Zoe Camila/Camilla Lucía/Lucia Beatriz/Beatrice Renée/Renee Chloé/Chloe Mónica/Monica Júlia/Julia",
        "S": "García/Garcia Hernández/Hernandez/Hernandes Gonçalves/Goncalves Núñez/Nunez/Nunes Fernández/Fernandez/Fernandes Rodríguez/Rodriguez/Rodrigues Pérez/Perez/Peres Simões/Simoes Araújo/Araujo Müller/Muller/Mueller Björk/Bjork Conceição/Conceicao Silva/Da-Silva Santos/Dos-Santos",
    },
    "eastern": {
        "M": "Minh/Min Tuan/Tuấn Wei/Way Jun/June Hao/How Xin-Yi/Xinyi Cheng/Chen Duc/Đức Chi-Ho/Chiho Kai/Ky Ming/Meng Quang/Kwang Long/Lung",
        "F": "Mei/May Linh/Lin Xin-Yi/Xinyi/Xin Thuy/Thúy Hui-Min/Huimin Ying/Ing Jia/Gia Lan/Lann Yan-Ting/Yanting Trang/Tran Ngoc/Ngọc Siu-Ling/Siuling",
        "S": "Nguyen/Nguyễn/Nguyan Tran/Trần Chen/Cheng/Chan Wang/Wong Li/Lee/Ly Zhang/Cheung/Chang Liu/Lau/Lui Leung/Liang Pham/Phạm Le/Lê Huang/Hwang Wu/Woo Lam/Lim Ho/Hoe",
    },
    "celtic": {
        "M": "Seán/Sean/Shaun/Shawn Oisín/Oisin/Osheen Ciarán/Ciaran/Kieran/Keiran Rhys/Reece/Rees Callum/Calum Conor/Connor Eoin/Owen/Eoghan Lachlan/Lochlan Pádraig/Padraig Fionn/Finn Dáithí/Daithi Alasdair/Alistair/Alastair",
        "F": "Siobhán/Siobhan/Shivaun Niamh/Neve/Neave Caoimhe/Keeva/Kiva Aoife/Eefa Róisín/Roisin/Rosheen Orla/Orlagh/Órla Ciara/Keira/Kiera Gráinne/Grainne Sinéad/Sinead Áine/Aine Siân/Sian Caitlín/Caitlin/Katelyn",
        "S": "O'Brien/OBrien/O'Brian O'Connor/OConnor/O'Conner McDonald/MacDonald/Mc-Donald O'Neill/ONeill/O'Neil McCarthy/MacCarthy Gallagher/Gallaher Murphy/Murphey Doherty/Docherty/Dougherty Kelly/Kelley Ní-Bhriain Fitzgerald/Fitz-Gerald Byrne/Burn/Byrnes Reilly/Riley/O'Reilly Quinn/Quin",
    },
}


def _pool(text: str) -> list[list[str]]:
    return [entry.split("/") for entry in text.split()]


@cache
def _community(name: str) -> dict[str, list[list[str]]]:
    return {kind: _pool(text) for kind, text in COMMUNITIES[name].items()}


@cache
def _spellings() -> dict[str, tuple[str, ...]]:
    known: dict[str, tuple[str, ...]] = {}
    for community in COMMUNITIES:
        for pool in _community(community).values():
            for entry in pool:
                for one in entry:
                    known[one.casefold()] = tuple(dict.fromkeys((*known.get(one.casefold(), ()), *entry)))
    return known


@cache
def _listed(file: str, sex: str = "") -> tuple[list[str], list[float]]:
    with gzip.open(_HERE / file, "rt") as lines:
        rows = [row for row in csv.DictReader(lines) if not sex or row["sex"] == sex]
    names = [(row["name"] if sex else row["surname"].capitalize()) for row in rows]
    weights = list(accumulate(float(row["n" if sex else "freq"]) for row in rows))
    return names, weights


def forename(random: Random, sex: str, community: str, *, among: int | None = None) -> str:
    """A forename; `among` of the commonest only, where given."""
    if community and random.random() < 0.8:
        pool = _community(community)[sex]
        entry = pool[min(int(random.expovariate(1) * len(pool) / 3), len(pool) - 1)]
        return entry[0] if random.random() < 0.6 else random.choice(entry)
    names, weights = _listed("forenames.csv.gz", sex)
    if among:
        return random.choice(names[:among])
    name = random.choices(names, cum_weights=weights)[0]
    return f"{name}-{random.choice(_SECONDS)}" if random.random() < 0.02 and "-" not in name else name


_SECONDS = ("Rose", "Mae", "James", "Lee", "Grace", "Jai", "Marie", "Ray", "May", "John", "Leigh")


def surname(random: Random, community: str, *, among: int | None = None) -> str:
    if community:
        pool = _community(community)["S"]
        entry = pool[min(int(random.expovariate(1) * len(pool) / 3), len(pool) - 1)]
        return entry[0] if random.random() < 0.6 else random.choice(entry)
    names, weights = _listed("surnames.csv.gz")
    return random.choice(names[:among]) if among else random.choices(names, cum_weights=weights)[0]


def other_spelling(random: Random, name: str) -> str:
    """Another spelling of the same name, from its community or by letters that sound alike; the name where there is none."""
    others = [one for one in _spellings().get(name.casefold(), ()) if one.casefold() != name.casefold()]
    return random.choice(others) if others else _respelt(random, name)


_ALIKE = [
    ("ph", "f"),
    ("ck", "k"),
    ("ee", "i"),
    ("ou", "u"),
    ("y", "i"),
    ("i", "y"),
    ("c", "k"),
    ("k", "c"),
    ("ah", "a"),
    ("aa", "a"),
    ("ey", "y"),
    ("ie", "y"),
    ("z", "s"),
    ("ll", "l"),
    ("nn", "n"),
    ("tt", "t"),
    ("th", "t"),
    ("sh", "s"),
    ("v", "w"),
    ("w", "v"),
    ("dj", "j"),
    ("q", "k"),
    ("kh", "k"),
    ("ae", "e"),
    ("ai", "ay"),
    ("oo", "u"),
    ("gh", "g"),
    ("x", "ks"),
    ("h", ""),
    ("e", "a"),
    ("a", "e"),
    ("u", "o"),
]


def alike(random: Random, name: str) -> str:
    """A name that parents of twins might choose beside this one: nearly the same, but no spelling of it."""
    for _ in range(5):
        other = _other_ending(random, name)
        if other.casefold() not in {one.casefold() for one in (name, *_spellings().get(name.casefold(), ()))}:
            return other
    return f"{name}a"


def _other_ending(random: Random, name: str) -> str:
    return name[: max(2, len(name) - 2)] + random.choice(("a", "ah", "i", "ie", "en", "an", "y", "o", "ya", "lyn"))


def has_spellings(name: str) -> bool:
    return len(_spellings().get(name.casefold(), ())) > 1


def _respelt(random: Random, name: str) -> str:
    fitting = [(one, other) for one, other in _ALIKE if one in name[1:].lower()]
    if not fitting:
        return name
    one, other = random.choice(fitting)
    at = name.lower().index(one, 1)
    return name[:at] + other + name[at + len(one) :]


def nickname(random: Random, name: str) -> str:
    """A short form or variant; the name itself where the lists know none."""
    first = cleaning.clean_name(name).split()
    near = sorted(cleaning.variants_of(first[0])) if first else []
    rarer = sorted(cleaning._variants("rarer_variants.txt").get(first[0], ())) if first else []
    if near or rarer:
        return random.choice(near if near and (random.random() < 0.6 or not rarer) else rarer).capitalize()
    if first and len(first[0]) > 5 and random.random() < 0.5:
        return first[0][: random.choice((3, 4))].capitalize()
    return name
