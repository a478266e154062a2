"""Every text that a figure, a widget or a check shows comes from one table: ``messages_en.toml``.

A second language is a second table with the same keys; notebooks' prose is translated paragraph by
paragraph from the masters. ``say("key", name=value)`` fills the ``{name}`` places.
"""

import tomllib
from functools import cache
from pathlib import Path

from blockkit.errors import shown

LANGUAGE = "en"


@cache
def _table(language: str) -> dict[str, str]:
    path = Path(__file__).with_name(f"messages_{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def say(key: str, **values: object) -> str:
    """The text of ``key`` in the current language, with its places filled in."""
    table = _table(LANGUAGE)
    if key not in table:
        raise KeyError(f"no message is called {shown(key)}; add it to messages_{LANGUAGE}.toml")
    return table[key].format(**values)
