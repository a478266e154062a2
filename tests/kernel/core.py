"""Bitcoin Core's own judgement, from its compiled kernel: the only file that names the package.

Its traps are dealt with here. A wrong index, flag or number of outputs would end the process. Only the log
has the reasons, and a process has one reader of it. What is kept "in memory" writes 16 MB of files.
"""

import os
import re
import shutil
import tempfile
from functools import cache

try:
    import pbk
    from pbk.capi import bindings
except (ImportError, OSError, RuntimeError):  # no wheel for this system, or one that does not load
    pbk = None

PACKAGE = "py-bitcoinkernel==0.1.0a5"
P2SH, WITNESS = 1 << 0, 1 << 11
KNOWN_FLAGS = P2SH | 1 << 2 | 1 << 4 | 1 << 9 | 1 << 10 | WITNESS | 1 << 17
CHECKED = re.compile(r"BlockChecked: block hash=([0-9a-f]{64}) state=(.*)")


def made(kind, create, raw):
    """An object of Core's from its bytes; ``ValueError`` when it cannot read them."""
    return kind._from_handle(create(raw, len(raw)))


class CoreSpend:
    """A transaction in Core's form, with the outputs that it spends as (satoshi, script)."""

    def __init__(self, raw, outputs):
        self.tx = made(pbk.Transaction, bindings.btck_transaction_create, raw)
        if len(outputs) != len(self.tx.inputs):
            raise ValueError(f"{len(self.tx.inputs)} outputs are spent, got {len(outputs)}")
        scripts = (made(pbk.ScriptPubkey, bindings.btck_script_pubkey_create, s) for _, s in outputs)
        self.coins = [pbk.TransactionOutput(s, value) for s, (value, _) in zip(scripts, outputs, strict=True)]
        self.spent = pbk.script.PrecomputedTransactionData(self.tx, self.coins)

    def holds(self, index, flags):
        """May input ``index`` spend its output under these rules?"""
        odd_flags = flags & ~KNOWN_FLAGS or (flags & WITNESS and not flags & P2SH)
        if odd_flags or not 0 <= index < len(self.coins):
            raise ValueError(f"Core's kernel does not judge input {index} by the flags {int(flags):#x}")
        coin = self.coins[index]
        return bool(coin.script_pubkey.verify(coin.amount, self.tx, self.spent, index, int(flags)))


@cache
def log():
    """The lines that Core writes from now on, and their reader, which stays as long as the process does."""
    lines = []
    pbk.set_log_level_category(pbk.LogCategory.ALL, pbk.LogLevel.DEBUG)
    pbk.enable_log_category(pbk.LogCategory.VALIDATION)
    return lines, pbk.LoggingConnection(lambda line: lines.append(line))


class CoreChain:
    """A chain that Core keeps, ``regtest`` or ``mainnet``; one thread, so that it names the first fault."""

    def __init__(self, name="regtest"):
        roomy = os.path.isdir("/dev/shm") and shutil.disk_usage("/dev/shm").free > 1 << 28
        self.folder = tempfile.mkdtemp(dir="/dev/shm" if roomy else None)  # in memory, where that can be
        listeners = {"block_checked": lambda *_: None}  # without one no verdict is logged
        context = pbk.make_context(pbk.ChainType[name.upper()], pbk.ValidationInterfaceCallbacks(**listeners))
        options = pbk.ChainstateManagerOptions(context, self.folder, f"{self.folder}/blocks")
        options.update_block_tree_db_in_memory(True)
        options.update_chainstate_db_in_memory(True)
        options.set_worker_threads_num(0)
        self.manager = pbk.ChainstateManager(options)

    def close(self):
        self.manager = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def tip(self):
        """The id of the last block."""
        return bytes(self.manager.get_active_chain().block_tree_entries[-1].block_hash)

    def accept(self, raw):
        """Why Core refuses this block, or one that it stands on; "" where it takes it."""
        block = made(pbk.Block, bindings.btck_block_create, raw)
        log()[0].clear()
        bindings.btck_chainstate_manager_process_block(self.manager, block, None)
        states, own = CHECKED.findall("\n".join(log()[0])), block.block_hash
        bad = (
            (pbk.BlockHash(bytes.fromhex(name)[::-1]), state) for name, state in states if state != "Valid"
        )
        return next((state for name, state in bad if name == own or self.is_below(name, own)), "")

    def accept_header(self, raw):
        """Does Core give these 80 bytes a place in its tree?"""
        arguments = self.manager, pbk.BlockHeader(raw), pbk.BlockValidationState()
        return bindings.btck_chainstate_manager_process_block_header(*arguments) == 0

    def is_below(self, lower, upper):
        """Does the block ``upper`` stand on ``lower``?"""
        base, entry = (self.manager.block_tree_entries[name] for name in (lower, upper))
        return entry.height > base.height and entry.get_ancestor(base.height) == base
