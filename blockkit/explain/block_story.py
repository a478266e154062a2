"""The story of a block: how much is in it, what its miner earned, and how it fixes its witnesses."""

from contextlib import suppress

from blockkit.block import MAX_BLOCK_WEIGHT, Block
from blockkit.commitment import commitment_in, commitment_to
from blockkit.explain.narrating import in_lines
from blockkit.explain.story import Story
from blockkit.explain.words import btc, counted, size_words
from blockkit.hashing import HASH_SIZE, to_display
from blockkit.opcodes import OP_1, OP_16
from blockkit.params import MAINNET, ChainParams
from blockkit.pow import subsidy
from blockkit.script import ScriptError, decode_number, small_number, steps


def block_story_of(block: Block, params: ChainParams = MAINNET) -> Story:
    """What a block is made of, and how it commits to its witnesses, as plain data."""
    txs = block.transactions
    coinbase = txs[0] if txs and txs[0].is_coinbase else None
    height = height_in(block)
    reserved = coinbase.witness(0) if coinbase else ()
    committed = commitment_in(coinbase) if coinbase else None
    holds = None
    if committed and [len(item) for item in reserved] == [HASH_SIZE]:
        holds = commitment_to(txs, reserved[0]) == committed
    return {
        "id": to_display(block.header.hash),
        "height": height,
        "size": len(block.serialize()),
        "stripped_size": block.stripped_size,
        "weight": block.weight,
        "transaction_count": len(txs),
        "with_witness": sum(bool(tx.witnesses) for tx in txs),
        "miner_earned": sum(output.value for output in coinbase.outputs) if coinbase else None,
        "new_coins": None if height is None else subsidy(height, params),
        "commitment": committed.hex() if committed else None,
        "reserved_value": [item.hex() for item in reserved],
        "commitment_holds": holds,
        "witnesses_in_force": None if height is None else height >= params.segwit_height,
    }


def height_in(block: Block) -> int | None:
    """The height that the coinbase begins with (BIP 34); ``None`` where it begins with something else."""
    coinbase = block.transactions[0] if block.transactions else None
    if coinbase is None or not coinbase.is_coinbase or block.header.version < 2:
        return None
    with suppress(ScriptError):
        for opcode, data, _ in steps(coinbase.inputs[0].script_sig):
            named = small_number(opcode) if OP_1 <= opcode <= OP_16 else data or b""
            height = decode_number(named, size=4)
            return height if height >= 0 else None
    return None


def block_story_text(story: Story, width: int = 80) -> str:
    """The story in lines of text: block, miner, size, witness."""
    height = "" if story["height"] is None else f" {story['height']:,}, as its coinbase says"
    txs = counted(story["transaction_count"], "transaction")
    parts = [("block", [f"Block{height}: {txs}, {story['with_witness']:,} with a witness."])]
    parts.append(("miner", [miner_words(story)]))
    share = 100 * story["weight"] / MAX_BLOCK_WEIGHT
    size = f"{size_words(story['size'])}, {story['stripped_size']:,} without witnesses"
    parts.append(("size", [f"{size}; weight {story['weight']:,}, {share:.1f} % of what a block may weigh"]))
    parts.append(("witness", [commitment_words(story)]))
    return in_lines(parts, width)


def miner_words(story: Story) -> str:
    """What the coinbase pays."""
    earned, new = story["miner_earned"], story["new_coins"]
    if earned is None:
        return "there is no coinbase: no block is valid without"
    if new is None or not 0 <= new <= earned:
        return f"earned {btc(earned)} BTC: new coins, and the fees of the other transactions"
    return f"earned {btc(earned)} BTC: {btc(new)} new ones, and fees of {btc(earned - new)}"


def commitment_words(story: Story) -> str:
    """How the block fixes its witnesses, which the root in its header does not reach."""
    if story["commitment"] is None:
        missing = ", but there are (unexpected-witness)" if story["with_witness"] else ""
        return f"no output of the coinbase commits to witnesses, so there may be none{missing}"
    words = f"an output of the coinbase commits to all witnesses: {story['commitment'][:16]}…"
    if story["commitment_holds"]:
        return f"{words}, and these are the ones; its own witness is the reserved value"
    if story["commitment_holds"] is None and not story["with_witness"]:
        lacks = "the coinbase lacks the reserved value"
        if story["witnesses_in_force"]:
            return f"{words}, but {lacks} (bad-witness-nonce-size): have the witnesses been left out?"
        return f"{words}; {lacks}, as before witnesses were in force"
    reason = "bad-witness-merkle-match" if story["commitment_holds"] is False else "bad-witness-nonce-size"
    return f"{words}, but NOT to these ({reason})"
