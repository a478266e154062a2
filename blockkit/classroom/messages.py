"""Every text that a figure, a widget or a check shows, in one table.

A second language is a second table with the same keys; notebooks' prose is translated paragraph by
paragraph from the masters. ``say("key", name=value)`` fills the ``{name}`` places.
"""

from blockkit.errors import shown

ENGLISH: dict[str, str] = {
    "note": "Note:",
    "drawn-by-reference": "drawn by the reference, not by your {slot}: {why}.",
    "why-todo": "it is not written yet",
    "why-raised": "it raised {error}",
    "why-endless": "it had not ended after {seconds} seconds",
    "why-form": "it returned {got}, where {expected} was expected",
    "why-borrowed": "it calls blockkit's own {name}: write the steps yourself",
    "gave-other": "{call} returned {got} ({kind}); expected {expected}",
    "changed-argument": "{name} changed its argument: {before} became {after}; work on a copy",
    "should-refuse": "{call} returned {got} ({kind}); it should raise ValueError",
    "said-wrong": "{call} returned {got}; expected {expected}",
    "plainly-false": "the condition is not met",
    "only-said-no": "refusing counts only beside a right answer: make another check hold first",
    "odd-answer": "looking at the answer raised {error}",
    "report-unwritten": (
        "{exercise} is not yet yours: the function still returns TODO. "
        "Write it in the cell above, run that cell, then run this one again."
    ),
    "report-head": "{exercise}: {held} of {total} visible checks hold",
    "report-passed": "Hidden checks run when your work is graded.",
    "report-failed": ("Mend the first ✗, run your cell and this one again. The hints are above your cell."),
    "why-not-kept": "not kept yet",
    "why-grading": "every part is the reference while your work is graded",
    "why-wrong": "it gives a wrong answer",
    "why-parameters": "it takes other arguments than {slot} should",
    "why-file-large": "{file} is too large to be one of your parts",
    "why-file-unreadable": "{file} cannot be read ({error})",
    "why-file-syntax": "its file has a syntax error in line {line}: {error}",
    "why-file-endless": "its file had not ended loading after {seconds} seconds",
    "why-file-raised": "loading its file raised {error}",
    "why-file-without": "its file defines no function {slot}",
    "keep-grading": "Nothing is kept while your work is graded.",
    "keep-no-slot": "{name} fills no slot, so there is nothing to keep. The slots: {slots}.",
    "keep-unchecked": (
        "{name} is not kept: this version of it has not been checked. "
        "Run the check of {exercise}, then this cell again."
    ),
    "keep-unwritten": "{name} is not kept: it still returns TODO. The reference stands in for it.",
    "keep-failing": (
        "{name} is not kept: it fails the visible check of {exercise} at “{failing}”. "
        "The reference stands in for it until it passes."
    ),
    "keep-impossible": "{name} is not kept: {why}.",
    "keep-no-function": "{name} is a {kind}; write it as a function with def",
    "keep-closure": (
        "{name} uses {outer} from the function around it; define it at the left edge of its cell"
    ),
    "keep-no-source": "its source text was not found; run its cell again, then the check",
    "keep-no-value": (
        "it uses {name} (a {kind}), which cannot be saved with it; make {name} part of the function"
    ),
    "kept": "✓ {name} is kept in {file}. From now on the course runs on yours.",
    "load-yours": "yours",
    "load-reference": "reference, because of yours: {why}",
    "load-missing": "reference ({why}): {slots}",
    "overview-head": "{held} of {all} hold, {points} of {total} points",
    "overview-hidden": "Points count in full when the hidden checks hold too.",
    "env-python": "this course needs Python 3.11 or newer",
    "env-shadow": (
        "an unrelated package called blockkit is installed beside it; remove it with "
        "“python -m pip uninstall blockkit”, then install this course again"
    ),
    "env-missing": "missing; start the course with “make lab” (or “py make.py lab”)",
    "env-ripemd-openssl": "RIPEMD-160 from OpenSSL",
    "env-ripemd-own": "RIPEMD-160 from blockkit itself (this OpenSSL has none; nothing to do)",
    "env-good": "Everything the course needs is here.",
    "env-bad": "Something is missing: see the lines with ✗.",
    "env-paste": "When you ask for help, paste this line:",
    "live-version": "To move the controls yourself, run this cell in JupyterLab or on Binder.",
    # ---- figures and widgets ----
    "why-undrawable": "it returned {got} that cannot be read as {expected}",
    "why-slow": "it needed more than {seconds} seconds in all",
    "what": "what",
    "fingerprint-title": "One flipped bit, another fingerprint",
    "fingerprint-before": "fingerprint of your text",
    "fingerprint-after": "with bit {bit} flipped",
    "fingerprint-flip": "byte {byte}:  {old} → {new}",
    "fingerprint-byte": "byte {byte} of the text",
    "fingerprint-digest": "SHA-256 digest",
    "fingerprint-changed": "changed bits",
    "fingerprint-of-256": "of 256 bits\nchanged\n({share})",
    "fingerprint-zero": "bit 0",
    "fingerprint-one": "bit 1",
    "fingerprint-flips": "changed: darker, with a cross",
    "fingerprint-table": "The two fingerprints as text",
    "fingerprint-sentence": (
        "Flipping bit {bit} of {text} changes {count} of the 256 bits of its fingerprint ({share})."
    ),
    "fingerprint-alt": (
        "Two grids of 256 squares: the SHA-256 fingerprint of {text}, and that of the same text with "
        "bit {bit} flipped (byte {byte}: {old} becomes {new}). {count} squares differ and are crossed."
    ),
    "fingerprint-count": (
        "your changed_bits says {said}, but {marked} squares differ and are crossed."
    ),
    "fingerprint-empty-title": "Even nothing has a fingerprint",
    "fingerprint-empty-hint": "The empty text has no bit to flip. Type something.",
    "fingerprint-empty-sentence": (
        "The empty text has the fingerprint {digest}, and no bit that could be flipped."
    ),
    "avalanche-title": "{flips} ways to flip one bit",
    "avalanche-subtitle": "How many of the 256 bits change? mean {mean}, from {low} to {high}",
    "avalanche-x": "changed bits of 256",
    "avalanche-y": "flips",
    "avalanche-half": "half of 256 = 128",
    "avalanche-table": "How often each number of changed bits occurs",
    "avalanche-sentence": (
        "Each of the {flips} single-bit changes of {text} changes about half of the 256 bits: "
        "{mean} on average, {low} at least, {high} at most."
    ),
    "avalanche-alt": (
        "Histogram of changed bits for the {flips} single-bit changes of {text}: "
        "mean {mean}, lowest {low}, highest {high}, piled up around half of 256."
    ),
    "birthday-title": "Two texts with the same {bits} bits",
    "birthday-subtitle": "{all} possible values, yet even odds of a pair after only {half} tries",
    "birthday-x": "fingerprints computed",
    "birthday-y": "chance of an equal pair",
    "birthday-point": "{chance} after {tries}",
    "birthday-found": "found: {one} and {other}",
    "birthday-table": "The chance of an equal pair",
    "birthday-sentence": (
        "Among {tries} fingerprints cut to {bits} bits, two are the same with a chance of {chance}; "
        "counting up from 0, “{one}” and “{other}” are the first texts that collide, at try {found}."
    ),
    "birthday-alt": (
        "Curve of the chance that two of n fingerprints share their first {bits} bits: even odds at "
        "{half}, {chance} at {tries}; a line marks the first real pair, “{one}” and “{other}”, "
        "found after {found}."
    ),
    "header-title": "The 80 bytes that name block {height}",
    "header-field": "field",
    "header-place": "bytes",
    "header-wire": "bytes as they travel",
    "header-read": "what people read",
    "header-id-before": "block id before",
    "header-id-after": "block id after",
    "header-id-same": "Nothing has moved. Give a field another value.",
    "header-expects-number": "{field} is a whole number from {low} to {high}",
    "header-expects-bits": "{field} is written in up to 8 hex digits, such as 1d00ffff",
    "header-expects-hash": "{field} is written in 64 hex digits, in display order",
    "header-bad-value": "{value} was not used: {expected}.",
    "header-table": "The fields and the block id as text",
    "header-alt": (
        "Hex dump of the 80-byte header of block {height} with its six fields marked: version, "
        "prev_block, merkle_root, time, bits, nonce."
    ),
    "header-sentence-same": "The header of block {height} is unchanged; its id is {old_id}.",
    "header-sentence-moved": (
        "Setting {field} of block {height} from {old} to {new} moves {count} of its 80 bytes "
        "({places}), and the block id becomes {new_id}."
    ),
    "orders-title": "One hash, two orders",
    "orders-wire": "wire order: hashed, stored, sent",
    "orders-display": "display order: what people read",
    "orders-order": "order",
    "orders-bytes": "32 bytes in hex",
    "orders-table": "The hash in both orders as text",
    "orders-wrong": (
        "in your to_display, {count} of the 32 bytes are not where reversing puts them (struck out)."
    ),
    "orders-sentence-right": (
        "Display order turns the bytes round, not the digits: the first byte, {first}, ends up last, "
        "the last, {last}, first."
    ),
    "orders-sentence-wrong": (
        "Display order should turn the bytes round: the first byte, {first}, last, the last, {last}, "
        "first; your to_display gave {display}."
    ),
    "orders-alt": (
        "The 32 bytes of a hash in wire order, {wire}, and below them in display order, {display}; "
        "lines cross over from each byte to its place."
    ),
    "merkle-title": "Is transaction {leaf} among these {count}?",
    "merkle-root": "root",
    "merkle-copy": "copy",
    "merkle-counter": "hashes to send: {proof} of {count}",
    "merkle-verdict-yes": "✓ the proof leads to the root",
    "merkle-verdict-no": "✗ the proof does not lead to the root",
    "merkle-legend-path": "from the leaf to the root",
    "merkle-legend-send": "hashes to send, numbered",
    "merkle-legend-copy": "copy of its neighbour",
    "merkle-table": "The proof as text",
    "merkle-place": "place",
    "merkle-hash": "hash (display order)",
    "merkle-row-txid": "transaction",
    "merkle-row-proof": "hash {step} of the proof",
    "merkle-row-root": "root",
    "merkle-at": "level {level}, node {index}",
    "merkle-at-copy": "level {level}, copy of the last node",
    "merkle-nowhere": "not in the tree",
    "merkle-sentence-yes": (
        "To prove that transaction {leaf} is among {count}, send {proof} of {count} hashes: "
        "they lead to the root that begins with {root}."
    ),
    "merkle-sentence-no": (
        "The proof of {proof} hashes for transaction {leaf} of {count} does not lead to the root that begins with {root}."
    ),
    "merkle-alt": (
        "Merkle tree over transactions 0 to {last} of a real block, {copies} nodes paired with a "
        "copy of themselves. The path from leaf {leaf} to the root is thick; {proof} hashes beside "
        "it are marked to be sent."
    ),
    "merkle-other-root": (
        "your merkle_root begins with {got}, but the hashes of this tree lead to one that begins with {tree}."
    ),
    "merkle-strange": "{count} hashes of your merkle_proof stand nowhere in the tree.",
    "merkle-wrong-yes": "your verify_proof accepts this proof; the reference does not.",
    "merkle-wrong-no": "your verify_proof refuses this proof; the reference accepts it.",
    "twins-title": "Two lists, one root",
    "twins-title-differ": "Two lists, two roots?",
    "twins-list": "[{numbers}]",
    "twins-alarm": "has_duplicate_subtree",
    "twins-says-no": "✓ False: honest",
    "twins-says-yes": "✗ True: refuse this list",
    "twins-said-no": "no",
    "twins-said-yes": "yes",
    "twins-column": "list",
    "twins-table": "The two lists as text",
    "twins-sentence": (
        "Paying 5 and 6 twice leaves the root as it is (it begins with {root}); has_duplicate_subtree says {one} for "
        "the honest list and {two} for the padded one."
    ),
    "twins-sentence-differ": (
        "The roots begin with {root} and {other}: by Bitcoin's rule they are equal; has_duplicate_subtree "
        "says {one} for the honest list and {two} for the padded one."
    ),
    "twins-alt": (
        "Two Merkle trees. Left, over 1 to 6: the last node of the second level is paired with its "
        "copy. Right, over 1 to 6 and again 5, 6: the same node is there twice for real."
    ),
    "and": " and ",
    "none": "none",
    "chain-block": "block",
    "chain-block-title": "Block {index}",
    "chain-edited": "edited",
    "chain-time": "time",
    "chain-amount": "amount",
    "chain-previous": "prev",
    "chain-id": "id",
    "chain-link": "link to the next",
    "chain-link-at": "link broken at {index}",
    "chain-link-fits": "fits",
    "chain-link-broken": "broken",
    "chain-note": "the last id, as\nyou wrote it down",
    "chain-expects-name": "a name has 1 to 40 characters",
    "chain-expects-amount": "an amount is a whole number",
    "chain-expects-time": "a time is a whole number of seconds",
    "chain-expects-previous_hash": "previous_hash is written in 64 hex digits, lower case",
    "chain-bad-value": "{value} was not used: {expected}.",
    "chain-other-ids": (
        "by your canonical and hash256, blocks have other ids than those written in the next block."
    ),
    "chain-other-verdict": (
        "your first_broken says {said} of this chain; the reference says {true}."
    ),
    "chain-title-whole": "Five blocks, every link fits",
    "chain-title-broken": "An edit breaks the chain",
    "chain-title-tip": "An edit at the end breaks no link",
    "chain-title-repaired": "Repaired: links alone protect nothing",
    "chain-subtitle-whole": "Each block holds the id of the block before it.",
    "chain-subtitle-broken": "The id of a block follows from what is in it; the next block still holds the old id.",
    "chain-subtitle-tip": "No block holds the id of the last one. Only your note does.",
    "chain-subtitle-repaired": "Every link fits again. Only your note still knows the old id.",
    "chain-verdict-whole": "Nothing is broken: this is the chain you know.",
    "chain-verdict-broken": "Block {at} is not the one that was vouched for.",
    "chain-table": "The five blocks as text",
    "chain-alt": "A row of five linked blocks and a note with the id of the last one.",
    "chain-sentence-whole": (
        "All five blocks fit together, and the last id begins with {known}, as you wrote it down."
    ),
    "chain-sentence-broken": (
        "In block {block}, “{field}” is now {new} instead of {old}: link broken at {places}, "
        "and first_broken says {verdict}."
    ),
    "chain-sentence-tip": (
        "In block {block}, “{field}” is now {new} instead of {old}: every link fits, since no block "
        "comes after it; only its id gives the edit away, {tip}… instead of the {known}… you wrote down."
    ),
    "chain-sentence-repaired": (
        "In block {block}, “{field}” is now {new} instead of {old}, and every link was recomputed to fit: "
        "only the last id, {tip}… instead of the {known}… you wrote down, gives the lie away."
    ),
    "machine-title": "What your chain can do now",
    "machine-count": "{mine} of {all} parts are yours",
    "machine-share": "{mine} of {all}",
    "machine-hash": "Hashes",
    "machine-hash-does": "name anything",
    "machine-bytes": "Bytes",
    "machine-bytes-does": "one spelling each",
    "machine-merkle": "Merkle tree",
    "machine-merkle-does": "prove one of many",
    "machine-chain": "Chain",
    "machine-chain-does": "notice every edit",
    "machine-yours": "yours",
    "machine-reference": "reference",
    "machine-part": "part",
    "machine-exercise": "exercise",
    "machine-source": "whose",
    "machine-table": "All parts as text",
    "machine-sentence": (
        "{mine} of the {all} parts of this machine are yours; the reference stands in for the others."
    ),
    "machine-sentence-all": "All {all} parts of this machine are yours.",
    "machine-alt": (
        "A machine of four stages, fingerprints, bytes, Merkle tree, chain. "
        "Parts that are yours: {yours}. Parts of the reference: {reference}."
    ),
    "widget-reset": "Reset",
    "widget-problem": "This picture could not be drawn. {error}",
    "widget-text": "Text",
    "widget-bit": "Bit to flip",
    "widget-of-bits": "of {bits} bits",
    "widget-block": "Block",
    "widget-field": "Field",
    "widget-value": "New value",
    "widget-count": "Transactions",
    "widget-leaf": "Prove number",
    "widget-of-leaves": "of {count}, from 0",
    "widget-repair": "Repair links",
    "range-as-number": "as a number",
    # ---- end of figures and widgets ----
}

_tables = {"en": ENGLISH}
_language = "en"


def say(key: str, **values: object) -> str:
    """The text of ``key`` in the current language, with its places filled in."""
    table = _tables[_language]
    if key not in table:
        raise KeyError(f"no message is called {shown(key)}; add it to blockkit.classroom.messages")
    return table[key].format(**values)
