"""What our wallet signs is what the BIPs print, byte for byte, as far as they name the private keys."""

import pytest

from blockkit import PrivateKey, Transaction, TxOut, hash160, sha256
from blockkit.digests import Spending, witness_sighash
from blockkit.script import steps
from blockkit.templates import multisig, p2pk, p2pkh, p2sh, p2wpkh, p2wsh
from blockkit.wallet.signing import make_signatures, sign_input
from tests.conformance.reading import read_json

BIP_143, WALLET = "witness/bip143.json", "witness/bip341_wallet.json"


def key(digits):
    return PrivateKey(int(digits, 16))


# ---- BIP 143 -------------------------------------------------------------------------------------

# the private keys that its examples name; the file leaves them out
FIRST_BARE = key("bbc27228ddcb9209d7fd6f36b02f7dfa6252af40bb2f1cbc7a557da8027ff866")
FIRST_WITNESS = key("619c335025c7f4012e556c2a58b2506e30b8511b53ade95ea316fd8c3286feb9")
SECOND = key("eb696a065ef48a2192da5b28b694f87544b30fae8327c4510137a922f32c6dcf")
THIRD_BARE = key("b8f28a772fccbf9b4f58a4f027e07dc2e35e7cd80529975e292ea34f84c4580c")
OF_SCRIPTS = {  # by the script that is signed: the two of a P2WSH with a separator, and of IFs with one
    "21026dccc749adc2a9d0d8": key("8e02b539b1500aa7c81cf3fed177448a546f19d2be416c0c61ff28e577d8d0cd"),
    "210255a9626aebf5e29c0e": key("86bf2ed75935a0cbef03b89d72034bb4c189d381037a5ac121a70016db8896ec"),
    "0063ab68210392972e2eb6": key("f52b3484edd96598e02a9c89c4492e9c1e2031f471c49fd721fe68b3ce37780d"),
    "68210392972e2eb617b238": key("f52b3484edd96598e02a9c89c4492e9c1e2031f471c49fd721fe68b3ce37780d"),
}
SIX = {  # by hash type, in the order of the script
    0x01: key("730fff80e1413068a05b57d6a58261f07551163369787f349438ea38ca80fac6"),
    0x02: key("11fa3d25a17cbc22b29c44a484ba552b5a53149d106d3d853e22fdd05a2d8bb3"),
    0x03: key("77bf4141a87d55bdd7f3cd0bdccf6e9e642935fec45f2f30047be7b799120661"),
    0x81: key("14af36970f5025ea3e8b5542c0f8ebe7763e674838d08808896b63c3351ffe49"),
    0x82: key("fe9a95c19eef81dde2b95c1284ef39be497d128e2aa46916fb02d552485e0323"),
    0x83: key("428a7aee9f0c2af0cd19af3cf1c78149951ea528726989b2e83e4778d2c3f890"),
}


def unsigned(tx):
    """The transaction without what opens its inputs."""
    inputs = tuple(type(txin)(txin.prevout, b"", txin.sequence) for txin in tx.inputs)
    return Transaction(tx.version, inputs, tx.outputs, tx.lock_time)


@pytest.mark.vector(BIP_143, rows=22, applied=4)
def test_transactions_of_bip_143_are_signed_as_printed(vectors, backend):
    signed = [Transaction.parse(bytes.fromhex(raw)) for raw in read_json(vectors / BIP_143)["signed"]]

    tx = signed[0]  # P2PK, which the way of 2009 signs, and P2WPKH
    bare = TxOut(625_000_000, p2pk(FIRST_BARE.public_key()))
    ours = sign_input(unsigned(tx), 0, bare, FIRST_BARE)
    witness = TxOut(600_000_000, p2wpkh(hash160(FIRST_WITNESS.public_key())))
    assert sign_input(ours, 1, [bare, witness], FIRST_WITNESS) == tx
    assert sign_input(ours, 1, witness, FIRST_WITNESS).serialize() == tx.serialize()

    tx, program = signed[1], p2wpkh(hash160(SECOND.public_key()))  # P2WPKH inside P2SH
    output = TxOut(1_000_000_000, p2sh(hash160(program)))
    ours = sign_input(unsigned(tx), 0, output, SECOND, redeem_script=program)
    assert ours.serialize() == tx.serialize()

    tx = signed[2]  # the second input's script has a separator: no lock of ours
    bare = TxOut(156_250_000, p2pk(THIRD_BARE.public_key()))
    assert sign_input(unsigned(tx), 0, bare, THIRD_BARE).inputs[0] == tx.inputs[0]

    tx = next(tx for tx in signed if len(tx.witness(0)) == 8)  # 6 of 6 in P2WSH in P2SH, a hash type each
    script = multisig(6, [one.public_key() for one in SIX.values()])
    program = p2wsh(sha256(script))
    output, made = TxOut(987_654_321, p2sh(hash160(program))), {}
    named = {"redeem_script": program, "witness_script": script}
    for hash_type, one in SIX.items():
        made |= make_signatures(unsigned(tx), 0, output, one, hash_type=hash_type, **named)
    ours = sign_input(unsigned(tx), 0, output, signatures=made, **named)
    assert ours.serialize() == tx.serialize()


@pytest.mark.vector(BIP_143, rows=22, applied=12)
def test_digests_of_bip_143_are_signed_as_printed(vectors, backend):
    """Each signature stands in one of its transactions; the last two examples have no private keys."""
    data, found = read_json(vectors / BIP_143), 0
    printed = {
        item
        for raw in data["signed"]
        for witness in Transaction.parse(bytes.fromhex(raw)).witnesses
        for item in witness
    }
    by_code = {p2pkh(hash160(one.public_key())).hex(): one for one in (FIRST_WITNESS, SECOND)}
    for row in data["sighashes"]:
        one = by_code.get(row["script_code"]) or OF_SCRIPTS.get(row["script_code"][:22])
        one = one or (SIX[row["hash_type"]] if row["script_code"].startswith("5621") else None)
        if one:
            tx, index = Transaction.parse(bytes.fromhex(row["tx"])), row["index"]
            spending = Spending(tx, [None] * index + [TxOut(row["amount"], b"")])
            digest = witness_sighash(spending, index, bytes.fromhex(row["script_code"]), row["hash_type"])
            assert one.sign(digest) + bytes([row["hash_type"]]) in printed
            found += 1
    assert found == 12


# ---- BIP 341 -------------------------------------------------------------------------------------


def spends(path):
    (data,) = read_json(path)["keyPathSpending"]
    utxos = data["given"]["utxosSpent"]
    spent = [TxOut(row["amountSats"], bytes.fromhex(row["scriptPubKey"])) for row in utxos]
    return data, Transaction.parse(bytes.fromhex(data["given"]["rawUnsignedTx"])), spent


def inputs_by_key(path):
    data, tx, spent = spends(path)
    for row in data["inputSpending"]:
        yield f"input {row['given']['txinIndex']}", (row, tx, spent)


def signed_by_us(tx, spent, row):
    given = row["given"]
    return sign_input(
        tx,
        given["txinIndex"],
        spent,
        key(given["internalPrivkey"]),
        hash_type=given["hashType"],
        merkle_root=bytes.fromhex(given["merkleRoot"] or ""),
    )


@pytest.mark.vector(WALLET, rows=23, cases=inputs_by_key)
def test_an_input_of_bip_341_is_signed_as_printed(row, backend):
    row, tx, spent = row
    signed = signed_by_us(tx, spent, row)
    assert [item.hex() for item in signed.witness(row["given"]["txinIndex"])] == row["expected"]["witness"]


@pytest.mark.vector(WALLET, rows=23, applied=9)
def test_the_transaction_of_bip_341_is_signed_as_printed(vectors, backend):
    """Two of its inputs are of 2009 and 2017; the BIP does not name their keys, which are 1 and 3."""
    data, tx, spent = spends(vectors / WALLET)
    expected = Transaction.parse(bytes.fromhex(data["auxiliary"]["fullySignedTx"]))
    for row in data["inputSpending"]:
        tx = signed_by_us(tx, spent, row)
    tx = sign_input(sign_input(tx, 2, spent, PrivateKey(1)), 5, spent, PrivateKey(3))
    assert tx.serialize() == expected.serialize()
    assert len([*steps(tx.inputs[2].script_sig)]) == 2
