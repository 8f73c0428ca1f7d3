"""RGB colours: parsing, formatting, mixing, and their contrast by WCAG 2.2."""

Rgb = tuple[int, int, int]
"""Red, green and blue, each from 0 to 255."""

WHITE: Rgb = (255, 255, 255)


def parse_hex(colour: str) -> Rgb:
    """Return the colour of six hexadecimal digits, with or without a # before them."""
    digits = colour.removeprefix("#")
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def to_hex(colour: Rgb) -> str:
    """Return a colour as six hexadecimal digits, without a #."""
    return "{:02x}{:02x}{:02x}".format(*colour)


def contrast(first: Rgb, second: Rgb) -> float:
    """Return the contrast ratio of two colours, between 1 and 21 (WCAG 2.2)."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Rgb) -> float:
    """Return the relative luminance of a colour of sRGB: 0 for black, 1 for white (WCAG 2.2)."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    """Return the linear value of one sRGB channel, from 0 to 1."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def mix(colour: Rgb, ground: Rgb, share: float) -> Rgb:
    """Return `colour` laid over `ground` with the opacity `share`, from 0 to 1."""
    red, green, blue = (round(part * share + under * (1 - share)) for part, under in zip(colour, ground, strict=True))
    return red, green, blue
