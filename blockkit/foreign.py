"""What people hand in besides keys, addresses and transactions, each named for what it is.

A wallet shows many kinds of text. This library reads few of them; who pastes one of the others should be
told what it is and what to take instead. No sentence here repeats the text: it may be a secret.

Source: BIP 21, 32, 38, 173, 174, 352, 380; BOLT 11; SLIP 132 for the letters of extended keys.
"""

import binascii
import re

PSBT = b"psbt\xff"  # how a partially signed transaction begins (BIP 174)
PSBT_WORDS = (
    "this is a partially signed transaction (PSBT, BIP 174), which blockkit does not read: "
    "let the wallet finish it, and take the transaction that it gives"
)

KEEP_OUT = "keep it out of commands; blockkit reads single keys"
NUMBERED = r"(\d{1,2}[.):]?\s*)?"

# a form, in small letters or large, and what it is; the first that fits
FORMS = (
    (
        rf"{NUMBERED}[^\W\d_]{{3,}}([\s,;]+{NUMBERED}[^\W\d_]{{3,}}){{11,}}",
        "these look like the words of a seed (BIP 39), which give away every key of a wallet: keep them out "
        "of commands; blockkit reads single keys",
    ),
    (
        r"[a-z_]+\(.*([xyztuvYZUV]prv[0-9A-Za-z]{20,}|\b[5KL9c][1-9A-HJ-NP-Za-km-z]{50,51}\b).*",
        "this is an output descriptor (BIP 380) with a private key in it, which gives away what it locks: "
        f"{KEEP_OUT}",
    ),
    (
        r"(\[.*\])?[xyztuvYZUV]prv[0-9A-Za-z]{70,}(/.*)?",
        f"this is an extended private key (BIP 32), which gives away every key below it: {KEEP_OUT}",
    ),
    (
        r"(\[.*\])?[xyztuvYZUV]pub[0-9A-Za-z]{70,}(/.*)?",
        "this is an extended public key (BIP 32), from which a wallet makes many keys; "
        "blockkit reads single keys and addresses: let the wallet show one",
    ),
    (
        r"bitcoin:.*",
        "this is a payment URI (BIP 21): the address is what stands after bitcoin: and before the ?",
    ),
    (
        r"(lightning:.*|ln(bc|tb|bcrt|url)[0-9a-z]{6,})",
        "this is an invoice of the Lightning network, which is not part of the chain that blockkit reads",
    ),
    (
        r"(addr|combo|multi|multi_a|musig|pk|pkh|raw|rawtr|sh|sortedmulti|sortedmulti_a|tr|wpkh|wsh)\(.*\).*",
        "this is an output descriptor (BIP 380), from which a wallet makes scripts: let it show one of the "
        "addresses or scripts",
    ),
    (
        r"6P[1-9A-Za-z]{56}",
        "this is a private key locked with a password (BIP 38), which blockkit does not read",
    ),
    (
        r"t?sp1[0-9a-z]{20,}",
        "this is a silent payment address (BIP 352), which blockkit does not read: each payer makes another "
        "address from it",
    ),
    (
        r"tb1[0-9a-z]{6,}",
        "this is an address of the test networks (testnet, signet), which blockkit does not know; "
        "the regtest chain has its own, bcrt1…",
    ),
)


def foreign_text(text: str) -> str:
    """A sentence that names a text of another kind; empty for one that is not known."""
    text = text.strip().strip("\"'")
    for form, words in FORMS:
        if re.fullmatch(form, text, re.DOTALL | re.IGNORECASE):
            return words
    if text.startswith("cHNidP"):  # the same five bytes in Base64
        try:
            return foreign_bytes(binascii.a2b_base64(text[:8]))
        except binascii.Error:
            return ""
    return PSBT_WORDS if text.lower().startswith(PSBT.hex()) else ""


def foreign_bytes(data: bytes) -> str:
    """The same for bytes."""
    return PSBT_WORDS if data.startswith(PSBT) else ""
