"""Narrating: the story of a transaction or a block in sentences, for somebody who has never seen one."""

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from blockkit.explain.forms import NOBODY, title_of
from blockkit.explain.story import Story
from blockkit.explain.words import SHOWN, btc, counted, listed

INDENT = 8  # columns, for the names on the left
NAMED = 3  # transactions that are missing and named in full
NONE_NEEDED = "an anchor, or a version without a meaning yet, needs no signature"
HOW_TO_GIVE = (
    "Give what they spend, with --spends or --previous on the command line, with spent=[TxOut(…)] in Python"
)


def story_text(story: Story, width: int = 80) -> str:
    """The story in lines of text: story, from, to, fee, when, size, mind."""
    parts = [("story", [summary(story)])]
    parts.append(("from", _first(story["inputs"], input_words, "input") or ["nowhere"]))
    parts.append(("to", _first(story["outputs"], output_words, "output") or ["nobody"]))
    parts.append(("fee", [fee_words(story)]))
    parts.append(("when", when_words(story)))
    parts.append(("size", [size_sentence(story)]))
    parts.append(("mind", _first(story["warnings"], lambda warning: [str(warning["text"])], "warning")))
    return in_lines(parts, width)


def in_lines(parts: Sequence[tuple[str, Sequence[str]]], width: int) -> str:
    """Sentences below each other, with a name on the left of each first one."""
    return "\n".join(_lines(parts, width))


def _lines(parts: Sequence[tuple[str, Sequence[str]]], width: int) -> Iterator[str]:
    for name, sentences in parts:
        for n, sentence in enumerate(sentences):
            start = f"{'' if n else name:<{INDENT}}"
            words = sentence.lstrip()
            deeper = " " * (INDENT + len(sentence) - len(words))
            first = f"{start}{sentence[: len(sentence) - len(words)]}"
            yield from textwrap.wrap(words, width, initial_indent=first, subsequent_indent=deeper)


def _first(things: Sequence[Any], words: Callable[[Any], list[str]], noun: str) -> list[str]:
    said = [line for one in things[:SHOWN] for line in words(one)]
    left = len(things) - SHOWN
    return [*said, f"… and {counted(left, f'more {noun}')}"] if left > 0 else said


# ---- a line or a few for each ------------------------------------------------------------------------


def summary(story: Story) -> str:
    """What happens, in two sentences."""
    made, paid = counted(len(story["outputs"]), "output"), btc(story["output_sum"])
    if story["is_coinbase"]:
        return f"A coinbase: it spends nothing and makes the {paid} BTC that its miner earned, in {made}."
    if not story["inputs"]:
        return f"Not finished: it has no inputs yet, so nothing pays for its {made}."
    spent = counted(len(story["inputs"]), "output")
    total = "" if story["input_sum"] is None else f" ({btc(story['input_sum'])} BTC)"
    sentence = f"It spends {spent} of earlier transactions{total} and makes {made} ({paid} BTC)."
    return f"{sentence} What no output gets is the fee."


def input_words(one: Story) -> list[str]:
    """An input: how much, whose, and how it was opened."""
    if one["script_type"] == "coinbase":
        return ["nowhere: new coins, and the fees of the block"]
    amount = "amount not known" if one["value"] is None else f"{btc(one['value'])} BTC"
    prevout = f"output {one['prevout']['index']:,} of {one['prevout']['txid'][:8]}…"
    title = title_of(one["script_type"])
    looks = "" if one["sure"] else "looks like "
    how = f"  {looks}{title}: {one['opened_by']}"
    if one["script_type"] == "unsigned":
        how = "  not signed yet" if one["sure"] else f"  looks like not signed yet; {NONE_NEEDED}"
    return [f"input {one['index']:,}: {amount}, {prevout}", *_address(one), how]


def output_words(one: Story) -> list[str]:
    """An output: how much, to whom, and what it takes to spend it again."""
    title = title_of(one["script_type"])
    takes = f"spending it takes {one['to_open']}".replace(
        f"spending it takes {NOBODY}", "nobody can spend it"
    )
    return [f"output {one['index']:,}: {btc(one['value'])} BTC", *_address(one), f"  {title}: {takes}"]


def _address(one: Story) -> list[str]:
    return [f"  {one['address']}"] if one["address"] else []


def fee_words(story: Story) -> str:
    """The slice that is missing from the outputs, or what is not known of it."""
    if story["is_coinbase"]:
        return "none: this is where the fees of a block go"
    if not story["inputs"]:
        return "none yet: nothing is spent"
    if story["fee"] is None:
        those = listed(story["not_given"])
        which = (
            "" if not those else f" (here {'input' if len(story['not_given']) == 1 else 'inputs'} {those})"
        )
        names = list(dict.fromkeys(story["inputs"][i]["prevout"]["txid"] for i in story["not_given"]))
        more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
        missing = f"Not given: {', '.join(names[:NAMED])}{more}"
        return f"not known: inputs{which} only name what they spend. {HOW_TO_GIVE}. {missing}"
    if story["fee"] < 0:
        return (
            f"none: the outputs are {btc(-story['fee'])} BTC more than what is spent, so no block may have it"
        )
    share = 100 * story["fee"] / story["input_sum"] if story["input_sum"] else 0
    percent = f"{share:.0f} %" if share >= 10 else f"{share:.2g} %"
    percent = "nearly all" if 99.5 <= share < 100 else percent
    return (
        f"{btc(story['fee'])} BTC ({story['fee']:,} satoshi, {percent} of what is spent): the slice "
        f"that no output gets, which is the miner's; {rate_words(story)}"
    )


def rate_words(story: Story) -> str:
    """What is paid for each virtual byte."""
    if story["fee_rate"] is None:
        return "more is paid than spent"
    return f"{story['fee_rate']:,} satoshi a virtual byte{_unfinished(story)}"


def _unfinished(story: Story) -> str:
    unsigned = any(one["script_type"] == "unsigned" for one in story["inputs"])
    return ", as long as it is not signed" if unsigned else ""


def when_words(story: Story) -> list[str]:
    """From when on a block may have it."""
    if story["is_coinbase"]:
        return ["with its block"]
    locks: list[str] = story["timelocks"]
    return _first(locks, lambda lock: [lock], "lock") if locks else ["in any block: no lock time is in force"]


def size_sentence(story: Story) -> str:
    """How large it is, and what the witness saves."""
    size, witness = counted(story["size"], "byte"), story["witness_discount"]
    counts = f"weight {story['weight']:,}, so fees count {story['virtual_size']:,} virtual bytes"
    if not witness["bytes"]:
        return f"{size}, no witness; {counts}{_unfinished(story)}"
    saved = f"{witness['percent_saved']} % less than without this discount{_unfinished(story)}"
    return f"{size}, {witness['bytes']:,} of them witness, which weigh a quarter; {counts}, {saved}"
