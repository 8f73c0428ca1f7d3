"""Print the end of static/css/grid.css: one class for each start, length and room of the programme's grid.

Style attributes are not allowed, so a card's place is three classes: t-<start> d-<length> c-<room>.
Starts and lengths count steps of five minutes.
Usage: python docs/grid_classes.py >> static/css/grid.css, in place of the rules that end that file.
"""

STEPS_A_DAY = 24 * 60 // 5
MOST_ROOMS = 24


def main() -> None:
    """Print the rules, several a line."""
    rules = ["@media screen and (min-width:992px){"]
    rules += [f".t-{n}{{grid-row-start:{n}}}" for n in range(1, STEPS_A_DAY + 1)]
    rules += [f".d-{n}{{grid-row-end:span {n}}}" for n in range(1, STEPS_A_DAY + 1)]
    rules += [f".c-{n}{{grid-column-start:{n + 1}}}" for n in range(1, MOST_ROOMS + 1)]
    rules += [f".n-{n}{{--rooms:{n}}}" for n in range(1, MOST_ROOMS + 1)]
    rules += ["}"]
    line = ""
    for rule in rules:
        if len(line) + len(rule) > 130:
            print(line)
            line = ""
        line += rule
    print(line)


if __name__ == "__main__":
    main()
