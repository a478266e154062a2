"""Every text that a figure, a widget or a check shows comes from the tables in ``messages/en``.

A second language is a second folder with the same keys and the same ``{places}``; what follows another key's
name is a variant of it. A key belongs to one file only, and is never used again for something else.
Notebooks' prose is translated paragraph by paragraph from the masters. ``say("key", name=value)`` fills the
``{name}`` places.
"""

import tomllib
from functools import cache
from pathlib import Path

from blockkit.errors import shown

LANGUAGE = "en"


@cache
def table(language: str) -> dict[str, str]:
    """All texts of a language by key; ``ValueError`` for a key that two files give."""
    found: dict[str, str] = {}
    for path in sorted((Path(__file__).parent / language).glob("*.toml")):
        for key, text in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if key in found:
                raise ValueError(f"{path.name} gives {key} a second time")
            found[key] = text
    return found


def beginning(key: str) -> str:
    """The text of ``key`` up to its first place."""
    return table(LANGUAGE)[key].partition("{")[0]


def say(key: str, **values: object) -> str:
    """The text of ``key`` in the current language, with its places filled in."""
    texts = table(LANGUAGE)
    if key not in texts:
        raise KeyError(f"no message is called {shown(key)}; add it to a file in messages/{LANGUAGE}")
    return texts[key].format(**values)
