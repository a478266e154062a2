"""The colours of the drawings, each with its partner for a dark page.

A picture is drawn once, in the light colours. Its own style sheet exchanges them where the page around it
is dark, so that both themes share one picture and its one text alternative.
"""

PAPER, EDGE, WHITE = "#FCFBF7", "#D9D4C8", "#FFFFFF"
INK, MUTED, GREY, PALE = "#1B2631", "#55606E", "#7F8A97", "#E9EDF0"

# Okabe and Ito's colours, which people with any colour vision can tell apart …
BLUE, SKY, GREEN = "#0072B2", "#56B4E9", "#009E73"
ORANGE, RUST, PINK = "#E69F00", "#D55E00", "#CC79A7"
# … and tints and shades of them that text can be put on, or be written in.
NIGHT, SKY_TINT, GREEN_TINT = "#0B4468", "#D3EAF9", "#CDEDE2"
ORANGE_TINT, RUST_TINT, PINK_TINT, YELLOW_TINT = "#FCE6B8", "#FADBC7", "#F6DFEB", "#FAF5B8"
RUST_TEXT, GREEN_TEXT = "#9C3F00", "#00614A"
# Outlines for the tints.
OLIVE, BROWN, PLUM = "#7A6C00", "#8F5F00", "#8F3D6B"
# Squares that are one bit each: the outline of a zero, a one, and a zero that was a one.
BIT_EDGE, BIT_ONE, BIT_GONE = "#B4BFC8", "#7DB8E0", "#B5C2CC"

DARK = {
    PAPER: "#1E2125", EDGE: "#4A5058", WHITE: "#131517",
    INK: "#E6E9EC", MUTED: "#A8B2BC", GREY: "#87929E", PALE: "#2B3036",
    BLUE: "#5CB3E6", SKY: "#56B4E9", GREEN: "#2FBF94", ORANGE: "#E69F00", RUST: "#E8752F", PINK: "#D68FB5",
    NIGHT: "#9CD2F5", SKY_TINT: "#123B55", GREEN_TINT: "#10402F",
    ORANGE_TINT: "#4A3608", RUST_TINT: "#55280F", PINK_TINT: "#472238", YELLOW_TINT: "#3D390A",
    RUST_TEXT: "#FFB48A", GREEN_TEXT: "#7FDDBB",
    OLIVE: "#C9B82A", BROWN: "#E5AC3C", PLUM: "#E09AC2",
    BIT_EDGE: "#4C555E", BIT_ONE: "#3E7CA8", BIT_GONE: "#46525C",
}  # fmt: skip


def verdict(good: bool) -> tuple[str, str]:
    """The ground and the ink of a yes or a no, which a mark or a dash says besides."""
    return (GREEN_TINT, GREEN_TEXT) if good else (RUST_TINT, RUST_TEXT)


def contrast(one: str, other: str) -> float:
    """How well two colours (``#RRGGBB``) can be told apart, from 1 to 21 (WCAG 2.2)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(ink: str, ground: str, least: float) -> bool:
    """Has text in ``ink`` at least this contrast to ``ground``, on a light and on a dark page?"""
    return min(contrast(ink, ground), contrast(DARK[ink], DARK[ground])) >= least


def dark_style(marks: str) -> str:
    """The style sheet that exchanges the colours of these marks on a dark page.

    Our own marks name a colour in an attribute, matplotlib's in a ``style``.
    """
    rules = []
    for light, dark in DARK.items():
        for part in ("fill", "stroke"):
            if f'{part}="{light}"' in marks:
                rules.append(f'[{part}="{light}"]{{{part}:{dark}}}')
            if (words := f"{part}: {light.lower()}") in marks:
                rules.append(f'[style*="{words}"]{{{part}:{dark}!important}}')
    return f"@media (prefers-color-scheme:dark){{{''.join(rules)}}}"
