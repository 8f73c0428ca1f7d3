"""Print the end of static/css/grid.css: one class for each start, length and room of the programme's grid.

Style attributes are not allowed, so a card's place is three classes: t-<start> d-<length> c-<room>.
Starts and lengths count steps of five minutes.
Usage: python docs/grid_classes.py >> static/css/grid.css, in place of the rules that end that file; with --planning the
same for static/css/agenda.css: one class for each height of a day (h-<half hours>) and each lane of a room (k-<lane>-<lanes>).
"""

import sys

STEPS_A_DAY = 24 * 60 // 5
MOST_ROOMS = 24
MOST_LANES = 12


def programme() -> list[str]:
    """Return the places of cards, and the numbers of rooms."""
    return [
        *(f".t-{n}{{grid-row-start:{n}}}" for n in range(1, STEPS_A_DAY + 1)),
        *(f".d-{n}{{grid-row-end:span {n}}}" for n in range(1, STEPS_A_DAY + 1)),
        *(f".c-{n}{{grid-column-start:{n + 1}}}" for n in range(1, MOST_ROOMS + 1)),
        *(f".n-{n}{{--rooms:{n}}}" for n in range(1, MOST_ROOMS + 1)),
    ]


def planning() -> list[str]:
    """Return the heights of days, and the lanes of what is at once in one room."""
    rules = [f".h-{n}{{grid-template-rows:repeat({6 * n},var(--row-height))}}" for n in range(1, STEPS_A_DAY // 6 + 1)]
    for lanes in range(2, MOST_LANES + 1):
        all_of_them = ",".join(f".ed-planning .k-{lane}-{lanes}" for lane in range(1, lanes + 1))
        rules.append(f"{all_of_them}{{width:calc((100% + 4px)/{lanes} - 4px)}}")
        rules += [
            f".ed-planning .k-{lane}-{lanes}{{margin-inline-start:calc((100% + 4px)/{lanes}*{lane - 1})}}"
            for lane in range(2, lanes + 1)
        ]
    return rules


def main() -> None:
    """Print the rules, several a line."""
    line = ""
    for rule in (
        "@media screen and (min-width:992px){",
        *(planning() if "--planning" in sys.argv else programme()),
        "}",
    ):
        if len(line) + len(rule) > 130:
            print(line)
            line = ""
        line += rule
    print(line)


if __name__ == "__main__":
    main()
