"""Names of generated people: given and family names that are common in each country; no real persons."""

import random
from collections.abc import Iterator

NAMES = {
    "AM": ("Ani Hayk Lilit Tigran Mariam Գոռ Nare Aram", "Grigoryan Hakobyan Sargsyan Petrosyan Սարգսյան Vardanyan"),
    "AZ": ("Aysel Elvin Leyla Rashad Nigar Orkhan", "Aliyeva Mammadov Huseynova Guliyev Ismayilova Rzayev"),
    "BY": ("Alena Dzmitry Volha Siarhei Iryna Maksim", "Kavalenka Novik Zhuk Kazlova Marozau Hryshko"),
    "GE": ("Nino Giorgi თამარ Levan Ketevan Irakli Salome", "Beridze Kapanadze გელაშვილი Lomidze Tsiklauri Maisuradze"),
    "MD": ("Ana Ion Doina Vasile Cristina Andrei", "Rusu Ceban Munteanu Popa Lungu Cojocaru"),
    "UA": (
        "Oksana Taras Iryna Андрій Kateryna Bohdan Olena",
        "Melnyk Shevchenko Коваленко Bondarenko Tkachenko Kravets",
    ),
    "RO": ("Ioana Mihai Elena Radu", "Ionescu Dumitrescu Stan Marin"),
    "LT": ("Rūta Tomas Ieva Lukas Eglė Jonas", "Kazlauskienė Petrauskas Jankauskaitė Stankevičius Žukauskas"),
    "PL": ("Katarzyna Piotr Agnieszka Paweł Zofia Marek", "Wójcik Kowalska Zieliński Nowak Lewandowska Krawczyk"),
    "EE": ("Liis Marten Kadri Rasmus", "Tamm Saar Kallas Mägi"),
    "LV": ("Līga Jānis Ilze Andris", "Bērziņa Kalniņš Ozola Liepiņš"),
    "DE": ("Anna Jürgen Sabine Lukas Katrin", "Müller Groß Schäfer Weber Köhler"),
    "FI": ("Anders Aino Mikko Elina", "Aaltonen Korhonen Virtanen Lehtonen"),
    "SE": ("Sofia Erik Astrid Nils", "Lindqvist Åkesson Bergström Öberg"),
    "CZ": ("Tomáš Eva Jiří Lenka", "Dvořák Svobodová Novák Procházková"),
    "FR": ("Maëlle Hugo Chloé Étienne", "Guérin Lefèvre Moreau Bézier"),
    "PT": ("Ana João Inês Rui", "Barbosa Teixeira Magalhães Conceição"),
    "GR": ("Eleni Dimitris Sofia Nikos", "Dimitriou Papadakis Georgiou Nikolaou"),
}


def people(country: str, chance: random.Random) -> Iterator[str]:
    """Yield names of `country`, each once, in the order that `chance` determines."""
    given, family = (names.split() for names in NAMES[country])
    names = [f"{first} {last}" for first in given for last in family if _is_latin(first) == _is_latin(last)]
    chance.shuffle(names)
    yield from names


def _is_latin(name: str) -> bool:
    """Return whether a name is in Latin letters; given and family name must have the same script."""
    return all(ord(letter) < 0x250 for letter in name)
