"""Narrating: the story of a transaction or a block in sentences, for somebody who has never seen one."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from blockkit.explain.openings import title_of
from blockkit.explain.story import Story
from blockkit.explain.words import btc, counted

SHOWN = 12  # inputs, and outputs, that are listed; the others are counted
INDENT = 8  # columns, for the names on the left
HOW_TO_GIVE = (
    "inputs only name what they spend. Give the outputs, or the transactions that made them, and the fee is "
    "known: on the command line --spends or --previous, in Python the argument spent"
)


def story_text(story: Story, width: int = 80) -> str:
    """The story in lines of text: story, from, to, fee, when, size, mind."""
    parts = [("story", [summary(story)])]
    parts.append(("from", _first(story["inputs"], input_words, "input")))
    parts.append(("to", _first(story["outputs"], output_words, "output")))
    parts.append(("fee", [fee_words(story)]))
    parts.append(("when", [when_words(story)]))
    parts.append(("size", [size_sentence(story)]))
    parts.append(("mind", _first(story["warnings"], lambda warning: str(warning["text"]), "warning")))
    return "\n".join(_lines(parts, width))


def _lines(parts: Sequence[tuple[str, Sequence[str]]], width: int) -> Iterator[str]:
    for name, sentences in parts:
        for n, sentence in enumerate(sentences):
            start = f"{'' if n else name:<{INDENT}}"
            yield from textwrap.wrap(sentence, width, initial_indent=start, subsequent_indent=" " * INDENT)


def _first(things: Sequence[Any], words: Any, noun: str) -> list[str]:
    said = [words(one) for one in things[:SHOWN]]
    left = len(things) - SHOWN
    return [*said, f"… and {counted(left, f'more {noun}')}"] if left > 0 else said


# ---- one sentence each ---------------------------------------------------------------------------


def summary(story: Story) -> str:
    """What happens, in two sentences."""
    made = counted(len(story["outputs"]), "output")
    if story["is_coinbase"]:
        paid = btc(story["output_sum"])
        return f"A coinbase: it spends nothing and makes the {paid} BTC that its miner earned, in {made}."
    if not story["inputs"]:
        return f"Not finished: it has no inputs yet, so nothing pays for its {made}."
    spent = counted(len(story["inputs"]), "output")
    total = "" if story["input_sum"] is None else f" of {btc(story['input_sum'])} BTC"
    return (
        f"It spends {spent}{total} of earlier transactions, whole, and makes {made} of "
        f"{btc(story['output_sum'])} BTC. What is left over is the fee."
    )


def input_words(one: Story) -> str:
    """An input: how much, whose, and how it was opened."""
    if one["script_type"] == "coinbase":
        return "nowhere: new coins, and the fees of the block"
    prevout = f"output {one['prevout']['index']} of {one['prevout']['txid'][:8]}…"
    amount = "? BTC" if one["value"] is None else f"{btc(one['value'])} BTC"
    owner = f" of {one['address']}" if one["address"] else ""
    looks = "" if one["sure"] else "looks like "
    how = f"{looks}{title_of(one['script_type'])}, opened by {one['opened_by']}"
    if one["script_type"] == "unsigned":
        how = one["opened_by"]
    return f"input {one['index']}: {amount}{owner}, {prevout}; {how}"


def output_words(one: Story) -> str:
    """An output: how much, to whom, and what it takes to spend it again."""
    to = f" to {one['address']}" if one["address"] else ""
    title = title_of(one["script_type"])
    return f"output {one['index']}: {btc(one['value'])} BTC{to}; {title}, to spend it takes {one['to_open']}"


def fee_words(story: Story) -> str:
    """The slice that is missing from the outputs, or what is not known of it."""
    if story["is_coinbase"]:
        return "none: this is where the fees of a block go"
    if story["fee"] is None:
        missing = ", ".join(map(str, story["not_given"][:SHOWN])) + (
            ", …" if len(story["not_given"]) > SHOWN else ""
        )
        which = f"what inputs {missing} spend is not known: " if story["not_given"] else ""
        return f"not known: {which}{HOW_TO_GIVE}"
    share = 100 * story["fee"] / story["input_sum"] if story["input_sum"] else 0
    return (
        f"{btc(story['fee'])} BTC ({story['fee']:,} satoshi, {share:.2g} % of what is spent): the slice that no "
        f"output gets, for the miner; {story['fee_rate']:,} satoshi for each virtual byte"
    )


def when_words(story: Story) -> str:
    """From when on a block may hold it."""
    if not story["timelocks"]:
        return "it may be in any block: no lock time is in force"
    return "it must wait: " + "; ".join(story["timelocks"][:SHOWN])


def size_sentence(story: Story) -> str:
    """How large it is, and what the witness saves."""
    size, weight, virtual = story["size"], story["weight"], story["virtual_size"]
    witness = story["witness_discount"]
    if not witness["bytes"]:
        return (
            f"{counted(size, 'byte')}, no witness; weight {weight:,}, so fees count {virtual:,} virtual bytes"
        )
    return (
        f"{counted(size, 'byte')}, {witness['bytes']:,} of them witness, which weigh a quarter; weight {weight:,}, "
        f"so fees count {virtual:,} virtual bytes, {witness['percent_saved']} % less"
    )
