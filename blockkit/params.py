"""The numbers in which one chain differs from another; the code is the same for all.

A *height* here is the first block at which a rule holds. Source: Bitcoin Core v28.1,
``kernel/chainparams.cpp`` and ``consensus/params.h``; Core's name stands beside each number.
"""

from dataclasses import dataclass

from blockkit.guards import described, need_bytes, need_int

COIN = 100_000_000  # satoshi in a bitcoin (Core: COIN)
MAX_MONEY = 21_000_000 * COIN  # no amount, and no sum of amounts, may be larger (Core: MAX_MONEY)
NEVER = 2**31 - 1  # as the height of a rule: it holds nowhere


@dataclass(frozen=True, slots=True)
class ChainParams:
    """One chain's constants."""

    name: str
    pow_limit: int  # the easiest target there is (powLimit)
    genesis: str  # id of block 0, display order (hashGenesisBlock)
    genesis_time: int = 0  # with the next two: what its header holds besides the usual
    genesis_bits: int = 0
    genesis_nonce: int = 0
    block_0: bytes = b""  # the whole of it, where a chain has one of its own; the three are not asked then
    retarget_blocks: int = 2016  # how often the target changes (DifficultyAdjustmentInterval)
    block_seconds: int = 600  # how long a block should take (nPowTargetSpacing)
    never_retarget: bool = False  # (fPowNoRetargeting)
    halving_blocks: int = 210_000  # (nSubsidyHalvingInterval)
    coinbase_maturity: int = 100  # blocks before new coins may be spent (COINBASE_MATURITY)
    bip34_height: int = 1  # the coinbase names its height
    bip65_height: int = 1  # OP_CHECKLOCKTIMEVERIFY
    bip66_height: int = 1  # strict DER signatures
    csv_height: int = 1  # BIP 68, 112 and 113: relative lock times, median time past
    bip147_height: int = 1  # the item that a multisig takes too many is empty (SegwitHeight)
    segwit_height: int = NEVER  # blocks may hold witnesses, and commit to them (the same SegwitHeight)
    bip16_exception: str = ""  # the one block that breaks BIP 16 (script_flag_exceptions)
    taproot_exception: str = ""  # the one block that breaks BIP 341 (likewise)
    bip30_exceptions: tuple[str, ...] = ()  # the two that repeat a coinbase (IsBIP30Repeat)
    p2pkh_version: int = 0x6F  # first byte of an address (base58Prefixes)
    p2sh_version: int = 0xC4
    wif_version: int = 0xEF
    bech32_prefix: str = "bcrt"  # how an address with a witness begins, before the 1 (bech32_hrp)

    def __post_init__(self) -> None:
        for name in ("retarget_blocks", "block_seconds", "halving_blocks"):
            need_int(getattr(self, name), name, 1, 2**31 - 1)
        need_int(self.pow_limit, "pow_limit", 1, 2**256 - 1)
        need_bytes(self.block_0, "block_0, the whole of block 0,")


MAINNET = ChainParams(
    name="main",
    pow_limit=2**224 - 1,
    genesis="000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f",
    genesis_time=1231006505,
    genesis_bits=0x1D00FFFF,
    genesis_nonce=2083236893,
    bip34_height=227_931,
    bip65_height=388_381,
    bip66_height=363_725,
    csv_height=419_328,
    bip147_height=481_824,
    segwit_height=481_824,
    bip16_exception="00000000000002dc756eebf4f49723ed8d30cc28a5f108eb94b1ba88ac4f9c22",
    taproot_exception="0000000000000000000f14c35b2d841e986ab5441de8c585d5ffe55ea1e395ad",  # 692,261
    bip30_exceptions=(
        "00000000000a4d0a398161ffc163c503763b1f4360639393e0e4c8e300e0caec",  # 91,842
        "00000000000743f190a18c5577a3c2d2a1f610ae9601ac046a38084ccb7cd721",  # 91,880
    ),
    p2pkh_version=0x00,
    p2sh_version=0x05,
    wif_version=0x80,
    bech32_prefix="bc",
)

# Core's chain for tests: a block takes two tries, and the rules hold from the start. Without witnesses, as it
# was here in earlier versions, it is replace(REGTEST, segwit_height=NEVER).
REGTEST = ChainParams(
    name="regtest",
    pow_limit=2**255 - 1,
    genesis="0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206",
    genesis_time=1296688602,
    genesis_bits=0x207FFFFF,
    genesis_nonce=2,
    never_retarget=True,
    halving_blocks=150,
    segwit_height=0,
)

# Ours: a block takes 256 tries, and what takes Bitcoin years happens within two hours.
CLASSROOM = ChainParams(
    name="classroom",
    pow_limit=2**248 - 1,
    genesis="004553a2ab1a47ffc287164465bec9f0a6302a7e5b2e8f32086c34958c2c8f1a",
    genesis_time=1231006505,
    genesis_bits=0x2000FFFF,
    genesis_nonce=201,
    retarget_blocks=10,
    block_seconds=60,
    halving_blocks=100,
    coinbase_maturity=5,
    bech32_prefix="class",
)

PARAMS = {params.name: params for params in (MAINNET, REGTEST, CLASSROOM)}


def need_params(params: object) -> None:
    """Refuse what is not the constants of a chain."""
    if not isinstance(params, ChainParams):
        hint = "; it has them as .params" if hasattr(params, "params") else ""
        raise TypeError(
            "params must be ChainParams, such as MAINNET, REGTEST or CLASSROOM, "
            f"got {described(params)}{hint}"
        )
