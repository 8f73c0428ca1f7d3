"""Generated people: given and family names as they occur in each country; the persons are nobody real."""

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
    """Give names of `country`, no one twice, in an order that `chance` decides."""
    given, family = (words.split() for words in NAMES[country])
    names = [f"{first} {last}" for first in given for last in family if _is_latin(first) == _is_latin(last)]
    chance.shuffle(names)
    yield from names


def _is_latin(word: str) -> bool:
    """Return whether a word is written in Latin letters, so that no name mixes scripts."""
    return all(ord(letter) < 0x250 for letter in word)
