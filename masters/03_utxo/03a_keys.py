# %% [markdown] id="title"
# # 03a · Keys and addresses
#
# **You already have** blocks, work, and coins that nobody owns. **You will build** keys, signatures and addresses. **You need** 80 minutes; pause after E3.2.
#
# Below are the 30 points (点) of a curve: all (x, y) with y² = x³ + 7, modulo 43. Two points can be *added*: the sum is again a point, and *Draw the line* shows how. Adding G again and again is a *walk*. Change the steps.

# %% id="setup"
from blockkit.classroom.notebook import TODO, figures, keep, load, overview, sources, widgets
from blockkit.classroom.notebook import BASE58, FIELD, ORDER, G, answer, hash160
from blockkit.classroom.notebook import real_coinbase, real_signature

rules = load()
hash256 = rules.hash256

# %% id="picture" tags=["figure"]
widgets.curve(rules)

# %% [markdown] id="picture-text"
# Does the last point show the number of steps? **Predict:** 15 steps end at (38, 21). Where do 16 end?
#
# <details><summary>Answer to Predict</summary>
#
# At (38, 22), the mirror image: 15 + 16 = 31 steps lead to infinity (无穷远点), which has no dot.
#
# </details>
#
# A private key (私钥) is a number of steps; the public key (公钥) is the point where they end. Bitcoin's curve, secp256k1, is this one with a prime of 256 bits. Walking is easy; nobody can find the number of steps from the end.

# %% [markdown] id="E3.1-text"
# You build: `add_points` and `multiply_point`, one step and k steps.
#
# **Contract.** A point is a tuple `(x, y)` of numbers from 0 to p − 1, or `None` for infinity, the zero of addition. All arithmetic is modulo the prime `p`.
#
# `add_points(a, b, p=FIELD)`: if one point is `None`, the sum is the other. If both have the same x, and their y add up to 0 modulo p, the sum is `None` (also for doubling with y = 0). Otherwise take the line through both, or the tangent:
#
# - m = (y₂ − y₁) / (x₂ − x₁), or for doubling m = 3x² / (2y);
# - x₃ = m² − x₁ − x₂ and y₃ = m(x₁ − x₃) − y₁.
#
# To divide by v, multiply by `pow(v, -1, p)`: `pow(3, -1, 17)` is 6, since 3 · 6 is 1 modulo 17.
#
# `multiply_point(k, a, p=FIELD)`: `a` added k times. k is 0 or *any* larger number. A call may take two seconds: enough for 500 additions, not for k. (Points are on the curve, and p > 7.)
#
# - **True:** with p = 17, (1, 5) + (2, 10) = (5, 9), and 4 · (1, 5) = (12, 1). On secp256k1, the x of 2 · G begins with `c6047f94`.
# - **False:** (5, 8) for the first sum: the third point on the line, not its mirror image.
# - **Edge:** with p = 17, (3, 0) + (3, 0) is `None`, and so is 18 · (1, 5). `multiply_point` gives `None` for 0 and for `ORDER`, and G for `ORDER + 1`.
#
# **Predict.** Modulo 17 there are 17 dots. What is the smallest k > 0 for which k · (1, 5) is infinity?
#
# <details><summary>Answer to Predict</summary>
#
# 9: this walk meets only 8 dots. With infinity there are 18 points, and 9 divides 18.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# 13 = 8 + 4 + 1. How many additions do 8 · a, 4 · a and 1 · a take?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `%` never gives a negative number here. `k % 2` is the last binary digit, `k // 2` drops it.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# add_points: None first; then opposites; then m, x3, y3, modulo p
# multiply_point:
# total = None
# while k > 0:
#     if k is odd: total = total + a
#     a = a + a, k = k // 2
# return total
# ```
#
# </details>
#
# A small step first: the slope.


# %% id="E3.1-stone"
from blockkit.classroom.notebook import challenge, gives


def slope(a, b, p):
    """m for two different points, or for a doubling."""
    return TODO


challenge([
    ("a line: 5", lambda: gives(5, slope, (1, 5), (2, 10), 17)),
    ("a tangent: 2", lambda: gives(2, slope, (1, 5), (1, 5), 17)),
])  # fmt: skip


# %% id="E3.1-solution"
def add_points(a, b, p: int = FIELD):
    """The sum of two points; None is infinity."""
    ### BEGIN SOLUTION
    if a is None:
        return b
    if b is None:
        return a
    (x1, y1), (x2, y2) = a, b
    if x1 == x2 and (y1 + y2) % p == 0:
        return None
    if x1 == x2:
        m = 3 * x1 * x1 * pow(2 * y1, -1, p)
    else:
        m = (y2 - y1) * pow(x2 - x1, -1, p)
    x3 = (m * m - x1 - x2) % p
    return x3, (m * (x1 - x3) - y1) % p
    ### END SOLUTION


def multiply_point(k: int, a, p: int = FIELD):
    """The point a, added k times."""
    ### BEGIN SOLUTION
    total = None
    while k > 0:
        if k % 2:
            total = add_points(total, a, p)
        a, k = add_points(a, a, p), k // 2
    return total
    ### END SOLUTION


# %% id="E3.1-visible"
from blockkit.classroom.notebook import FIELD, ORDER, G, case, check, gives

TWICE = (
    0xC6047F9441ED7D6D3045406E95C07CD85C778E4B8CEF3CA7ABAC09B95C709EE5,
    0x1AE168FEA63DC339A3C58419466CEAEEF7F632653266D0E1236431A950CFE52A,
)


def sums_are(*cases):
    """Each case: two points of the curve modulo 17, and their sum."""
    for a, b, total in cases:
        gives(total, add_points, a, b, 17)


def walks_end(*cases):
    """Each case: steps from (1, 5) on the curve modulo 17, and where they end."""
    for k, end in cases:
        gives(end, multiply_point, k, (1, 5), 17)


def real_curve():
    """On secp256k1, with the prime left out."""
    case("G + G", gives, TWICE, add_points, G, G)
    for k, end in ((0, None), (2, TWICE), (ORDER, None), (ORDER + 1, G)):
        case(f"{k} · G", gives, end, multiply_point, k, G)


properties = [
    (
        "neighbours",
        "p = 17: two different points",
        lambda: sums_are(((1, 5), (2, 10), (5, 9)), ((2, 10), (1, 5), (5, 9)), ((1, 12), (2, 7), (5, 8))),
    ),
    (
        "doubling",
        "p = 17: doubling, also where y is 0",
        lambda: sums_are(((1, 5), (1, 5), (2, 10)), ((2, 10), (2, 10), (12, 1)), ((3, 0), (3, 0), None)),
    ),
    (
        "infinity",
        "opposite points, and infinity on either side",
        lambda: sums_are(
            ((1, 5), (1, 12), None), (None, (1, 5), (1, 5)), ((1, 5), None, (1, 5)), (None, None, None)
        ),
    ),
    (
        "walk",
        "p = 17: 0 to 10 steps from (1, 5)",
        lambda: walks_end(
            (0, None), (1, (1, 5)), (3, (5, 9)), (4, (12, 1)), (8, (1, 12)), (9, None), (10, (1, 5))
        ),
    ),
    ("real", "secp256k1: 0, 2, ORDER and ORDER + 1 times G", real_curve),
]
check("E3.1", properties, add_points, multiply_point)

# %% id="E3.1-picture" tags=["figure"]
figures.curve(17, 4, True, rules.using(add_points, multiply_point))

# %% [markdown] id="E3.1-break"
# ### Break it
#
# Walk back: which secret leads to (35, 22), modulo 43? And how many years would all 2^256 steps take, at a million a second?
#
# <details><summary>Answer</summary>
#
# 28. About 10^63 years. (Cleverer searches take about 2^128 steps: 10^25 years.)
#
# </details>

# %% id="E3.1-try"
# answer(rules, name, …): what your function returns,
# or what the reference returns, with a note
mine, at, steps = rules.using(add_points), None, 0
while at != (35, 22) and steps < 50:
    at, note = answer(mine, "add_points", at, (2, 12), 43)
    steps += 1
print(f"{steps} steps end at {at}", note)
print(f"{2**256 / 1_000_000 / 31_557_600:.0e} years")

# %% [markdown] id="E3.2-text"
# Signing (签名) needs the secret; checking needs only the public key.
#
# You build: `verify_ecdsa`, which every node calls for every spent coin.
#
# **Contract.** `verify_ecdsa(key, z: int, r: int, s: int) -> bool`. `key` is a point; `z`, from 0 to 2^256 − 1, is the hash of the message as a number; `r` and `s` are any whole numbers. Return `True` when all of this holds, otherwise `False`, never an error:
#
# 1. 1 ≤ r < `ORDER`, and 1 ≤ s < `ORDER`;
# 2. `key` is not `None`, its coordinates are from 0 to `FIELD` − 1, and it lies on the curve;
# 3. with w = s⁻¹ modulo `ORDER`, R = (z · w) · G + (r · w) · key is not infinity;
# 4. the x of R, **modulo** `ORDER`, is r.
#
# `rules.add_points(a, b)` and `rules.multiply_point(k, a)` are your own once kept, otherwise the reference's. Coordinates are modulo `FIELD`, steps modulo `ORDER`: `ORDER` steps by G lead to infinity.
#
# - **True:** `real_signature("block 170")`, the first payment ever; it has `key`, `z`, `r`, `s`. Also with `ORDER` − s for s.
# - **False:** the same with another message's z.
# - **Edge:** r = 0, s = 0 and r = `ORDER` are `False`. For one key (in the check) the x of R is `ORDER` + 2: with r = 2, `True`.
#
# **Predict.** Somebody adds `ORDER` to s: R stays the same. Is the signature valid?
#
# <details><summary>Answer to Predict</summary>
#
# No, by line 1: otherwise an s could have endlessly many forms.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which line raises an error unless an earlier one returned `False`?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `pow(s, -1, ORDER)`. On the curve: `(y * y - x**3 - 7) % FIELD == 0`.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# lines 1 and 2: return False if one does not hold
# w = s⁻¹ modulo ORDER
# R = (z · w % ORDER) · G + (r · w % ORDER) · key
# return R is not None and x of R % ORDER == r
# ```
#
# </details>


# %% id="E3.2-solution"
def verify_ecdsa(key, z: int, r: int, s: int) -> bool:
    """Is (r, s) a valid signature of z by this key?"""
    ### BEGIN SOLUTION
    if not (1 <= r < ORDER and 1 <= s < ORDER) or key is None:
        return False
    x, y = key
    if not (0 <= x < FIELD and 0 <= y < FIELD) or (y * y - x**3 - 7) % FIELD:
        return False
    w = pow(s, -1, ORDER)
    one = rules.multiply_point(z * w % ORDER, G)
    other = rules.multiply_point(r * w % ORDER, key)
    end = rules.add_points(one, other)
    return end is not None and end[0] % ORDER == r
    ### END SOLUTION


# %% id="E3.2-visible"
from blockkit.classroom.notebook import FIELD, ORDER, G, accepts, case, check, real_signature, rejects

REAL = real_signature("block 170")
FAR = (
    0x19099FBDDDCDB7A14410B5C6BA73F51BD2F74A3D1CD8456FCC1DA68ED6468884,
    0xB07B9F7DD9EA5753E009246A1DB85E7E1644BFDEE276881A950CE59FDD45B45B,
)


def says(one, name, key=REAL.key, z=REAL.z, r=REAL.r, s=REAL.s):
    """``accepts`` or ``rejects`` the signature of block 170, with something changed."""
    case(name, one, verify_ecdsa, key, z, r, s)


def true_ones():
    """Three true ones."""
    says(accepts, "block 170")
    says(accepts, "its twin, ORDER - s", s=ORDER - REAL.s)
    says(accepts, "the x of R is ORDER + 2", FAR, 1, 2, 1)


def other_message():
    """Another message, and another key."""
    says(accepts, "block 170")
    says(
        rejects,
        "the hash of the signed payment",
        z=int("169e1e83e930853391bc6f35f605c6754cfead57cf8387639d3b4096c54f18f4", 16),
    )
    says(rejects, "the key of somebody else", G)


def out_of_range():
    """r and s must lie between 0 and ORDER."""
    says(accepts, "block 170")
    for name, r, s in (
        ("r = 0", 0, REAL.s), ("s = 0", REAL.r, 0), ("r = ORDER", ORDER, REAL.s), ("s = ORDER", REAL.r, ORDER),
        ("s + ORDER", REAL.r, REAL.s + ORDER), ("r + ORDER", REAL.r + ORDER, REAL.s),
        ("s - ORDER", REAL.r, REAL.s - ORDER),
    ):  # fmt: skip
        says(rejects, name, r=r, s=s)


def not_a_key():
    """Points beside the curve, infinity, and coordinates out of range."""
    says(accepts, "block 170")
    says(rejects, "no key: None", None)
    says(rejects, "no key: (5, 5), where the arithmetic says yes", (5, 5), 0, 5, 5)
    says(rejects, "the x of the key is FIELD too large", (REAL.key[0] + FIELD, REAL.key[1]))


properties = [
    ("true", "block 170, its twin, and an x beyond ORDER: true", true_ones),
    ("other", "another message, another key: false", other_message),
    ("ranges", "r and s out of range: false", out_of_range),
    ("no-key", "what is no key: false", not_a_key),
]
check("E3.2", properties, verify_ecdsa)

# %% id="E3.2-picture" tags=["figure"]
figures.signature(rules.using(verify_ecdsa))

# %% [markdown] id="E3.2-break"
# ### Break it
#
# Invent a signature by block 170's payer: choose u and v, compute R = u · G + v · key, r from its x, then a fitting s and z. Valid?
#
# <details><summary>Answer</summary>
#
# Yes! But nobody knows a message with this hash z. So a node computes z itself, and a signature “by Satoshi” proves nothing without its *message*.
#
# </details>

# %% id="E3.2-try"
key, u, v = real_signature("block 170").key, 2024, 2025
ends = [rules.multiply_point(k, a) for k, a in ((u, G), (v, key))]
r = rules.add_points(*ends)[0] % ORDER
s = r * pow(v, -1, ORDER) % ORDER
z = s * u % ORDER
print(*answer(rules.using(verify_ecdsa), "verify_ecdsa", key, z, r, s))
# A good place to stop is after this cell.

# %% [markdown] id="E3.3-text"
# You build: `sign_ecdsa`. Each signature needs a new secret number, the nonce (随机数); here it is given.
#
# **Contract.** `sign_ecdsa(secret: int, z: int, nonce: int) -> tuple[int, int]`; `secret` and `nonce` are from 1 to `ORDER` − 1, z from 0 to 2^256 − 1. (Nonces may repeat.) Modulo `ORDER`:
#
# - r is the x of nonce · G;
# - s = nonce⁻¹ · (z + r · secret).
#
# If r or s is 0, raise `ValueError` or another error. Return r and the **lower** of s and `ORDER` − s.
#
# - **True:** secret 1, z = 0, nonce 1: r and s are both the x of G. Secret 12345, z = 1, nonce 67890: r begins with `54006a63`, s with `7ace88e3`.
# - **False:** `ORDER` − s in place of the lower s: valid, but nodes do not pass it on.
# - **Edge:** s = `ORDER // 2` stays; the next higher s is replaced. Secret 5 and nonce 7 have one z (in the check) for which s = 0: refused.
#
# **Predict.** One message, two nonces: are the signatures equal? Are both valid?
#
# <details><summary>Answer to Predict</summary>
#
# They differ; both are valid. A signature is not a fingerprint.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Which numbers are coordinates, and which count steps?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `rules.multiply_point`, `pow`, `min`.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# r = x of nonce · G, modulo ORDER
# s = nonce⁻¹ · (z + r · secret), modulo ORDER
# r or s is 0: refuse
# return r, lower of s and ORDER − s
# ```
#
# </details>


# %% id="E3.3-solution"
def sign_ecdsa(secret: int, z: int, nonce: int) -> tuple[int, int]:
    """The signature of z with this nonce: r, and the lower s."""
    ### BEGIN SOLUTION
    r = rules.multiply_point(nonce, G)[0] % ORDER
    s = pow(nonce, -1, ORDER) * (z + r * secret) % ORDER
    if r == 0 or s == 0:
        raise ValueError("this nonce cannot be used")
    return r, min(s, ORDER - s)
    ### END SOLUTION


# %% id="E3.3-visible"
from blockkit.classroom.notebook import ORDER, REFERENCE, G, case, check, gives, refuses

KNOWN = (
    0x54006A630E70FCA8D45A696D7DBA3A1CB7D81CC830CFCE3BE0F634373AAC3F0A,
    0x7ACE88E38697C6E5038D902E37F55B3AE1DE01DC05923F4766B3C494B7A17CF0,
)
NO_Z = 0x304A4E09D82B776ACE033F02416B9DB64315B0574E9CCE66F1C96774AA93A1D6


def lower_of_two():
    """Messages for which s comes out on either side of the border."""
    for name, s, lower in (
        ("ORDER // 2", ORDER // 2, ORDER // 2),
        ("ORDER // 2 + 1", ORDER // 2 + 1, ORDER // 2),
        ("ORDER - 1", ORDER - 1, 1),
    ):
        z = (s - G[0] * 3) % ORDER
        case(f"s = {name}", gives, (G[0], lower), sign_ecdsa, 3, z, 1)


def useless_nonce():
    """The one message that this nonce cannot sign, and one beside it."""
    case("s = 0", refuses, sign_ecdsa, 5, NO_Z, 7)
    gives(REFERENCE.sign_ecdsa(5, NO_Z + 1, 7), sign_ecdsa, 5, NO_Z + 1, 7)


def verified():
    """What is signed can be checked by everybody."""
    for secret, z, nonce in ((99, 2**256 - 1, 2**200 + 7), (ORDER - 1, ORDER, 3)):
        r, s = gives(REFERENCE.sign_ecdsa(secret, z, nonce), sign_ecdsa, secret, z, nonce)
        key = REFERENCE.multiply_point(secret, G)
        assert REFERENCE.verify_ecdsa(key, z, r, s)


properties = [
    ("ones", "secret 1, nonce 1", lambda: gives((G[0], G[0]), sign_ecdsa, 1, 0, 1)),
    ("known", "secret 12345, nonce 67890", lambda: gives(KNOWN, sign_ecdsa, 12345, 1, 67890)),
    ("low", "the lower s, on both sides of the border", lower_of_two),
    ("useless", "s = 0: refused", useless_nonce),
    ("verifies", "large numbers; and what you sign can be verified", verified),
]
check("E3.3", properties, sign_ecdsa)

# %% [markdown] id="E3.3-break"
# ### Break it
#
# Sign two messages with *one* nonce, and your secret is public: it is (z₁s₂ − z₂s₁) / (r(s₁ − s₂)). An s may have been replaced by `ORDER` − s, so the cell tries both.
#
# <details><summary>Answer</summary>
#
# Two lines end in `True`: replacing both s gives the same secret. In 2010 a game console's maker lost its secret this way.
#
# </details>
#
# **Not true: “the private key encrypts, and the public key decrypts.”** A slide says so (公钥加密只有私钥可以解密，反之也成立). Your E3.2 decrypts nothing: it compares two numbers.

# %% id="E3.3-try"
from random import Random

mine, secret = rules.using(sign_ecdsa), Random(4).randrange(1, ORDER)
key = rules.multiply_point(secret, G)
(r, one), note = answer(mine, "sign_ecdsa", secret, 1111, 7)
(r, two), note = answer(mine, "sign_ecdsa", secret, 2222, 7)
for a in (one, ORDER - one):
    for b in (two, ORDER - two):
        # like pow(…, -1, ORDER), but without an error for 0
        below = pow(r * (a - b), ORDER - 2, ORDER)
        found = (1111 * b - 2222 * a) * below % ORDER
        print(f"{found:064x}", rules.multiply_point(found, G) == key, note)

# %% [markdown] id="strip-text"
# ## From a key to an address
#
# A 2009 address (地址) is a key's hash and a checksum (校验和): four bytes that reveal typing errors. (Newer ones: `bc1…`.) **Predict:** of 1,938 ways to mistype one character of key number 1's address, how many go unnoticed?
#
# <details><summary>Answer to Predict</summary>
#
# None. One random text in 4,294,967,296 passes.
#
# </details>

# %% id="strip" tags=["figure"]
widgets.address_strip(rules)

# %% [markdown] id="E3.4-text"
# You build: `address` and `decode_address`.
#
# **Contract.** `address(key: bytes, version: int = 0) -> str`. `key` is a public key of 33 or 65 bytes, used as they are.
#
# 1. The payload is the version byte (0 to 255) and the 20 bytes of `hash160(key)`: SHA-256, then RIPEMD-160.
# 2. The checksum is the first 4 bytes of `hash256(payload)`.
# 3. Together, these 25 bytes are one big-endian number; write it in base 58 with the digits `BASE58`.
# 4. Put one `1` in front for **each** zero byte that the 25 bytes begin with.
#
# `decode_address(text: str) -> tuple[int, bytes]` returns the version and the 20 bytes. Raise `ValueError` or another error for a character that is not a digit (spaces included), for a length other than 25 bytes, and for a wrong checksum. Every version is allowed.
#
# - **True:** the key in block 0, `real_coinbase(0).outputs[0].script_pubkey[1:-1]`, gives `1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa`, which decodes to version 0 and `62e907b1…`.
# - **False:** the same address for both forms of a key.
# - **Edge:** key number 182 (182 · G, in 33 bytes) gives `1162gvy7qz6rLdj3zeegPCjY7Lu6wez6Hv`, since its hash begins with a zero byte. `1111111111111111111114oLvT2` decodes to twenty zero bytes. `11111111111111111111116iowaD` has a correct checksum, but 26 bytes: refused.
#
# **Predict.** How many addresses of version 0 does one secret have here?
#
# <details><summary>Answer to Predict</summary>
#
# Two: for the key in 33 bytes and in 65.
#
# </details>
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# Zeros in front do not change a number. How can you count them?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# `int.from_bytes`, `divmod(number, 58)`, `BASE58.index` (raises an error for other characters). `data.lstrip(b"\0")` drops zero bytes, `text.lstrip("1")` drops ones.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# write: while number > 0: number, digit = divmod(number, 58)
#        each digit goes in front; then the ones
# read:  number = number · 58 + digit, for each character
#        ones → zero bytes; number → as few bytes as it needs
#        together not 25: refuse; checksum differs: refuse
# ```
#
# </details>
#
# A small step first, without zero bytes.


# %% id="E3.4-stone"
from blockkit.classroom.notebook import challenge, gives


def base58(data: bytes) -> str:
    """The digits of the number that data is."""
    return TODO


challenge([
    ("one byte", lambda: gives("2g", base58, b"a")),
    ("five bytes", lambda: gives("Cn8eVZg", base58, b"hello")),
])  # fmt: skip


# %% id="E3.4-solution"
def address(key: bytes, version: int = 0) -> str:
    """The address of a public key."""
    ### BEGIN SOLUTION
    payload = bytes([version]) + hash160(key)
    data = payload + hash256(payload)[:4]
    number, digits = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        digits = BASE58[digit] + digits
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + digits
    ### END SOLUTION


def decode_address(text: str) -> tuple[int, bytes]:
    """The version and the hash that an address was made of."""
    ### BEGIN SOLUTION
    number = 0
    for character in text:
        number = number * 58 + BASE58.index(character)
    zeros = len(text) - len(text.lstrip("1"))
    data = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")
    if len(data) != 25:
        raise ValueError(f"{len(data)} bytes, not 25")
    if hash256(data[:21])[:4] != data[21:]:
        raise ValueError("the checksum is wrong: a typing error")
    return data[0], data[1:21]
    ### END SOLUTION


# %% id="E3.4-visible"
from blockkit.classroom.notebook import case, check, gives, refuses

GENESIS = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
HASH = bytes.fromhex("62e907b15cbf27d5425399ebf6f0fb50ebb88f18")
KEY = bytes.fromhex(
    "04678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb6"
    "49f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5f"
)
MINER = "aa970c592640d19de03ff6f329d6fd2eecb023263b9ba5d1b81c29b523da8b21"
MINER_Y = "747173f96c057fb68afecd15331063376f504273181b77f958c0d9069296c8be"
KEY_182 = bytes.fromhex("02a076cacf92cc467c94ed72da5b9961395dacf1a224b157559169e4ea2b19a602")


def writes_genesis():
    """The key of block 0, on two chains."""
    case("block 0", gives, GENESIS, address, KEY)
    case("version 111", gives, "mpXwg4jMtRhuSpVq4xS3HFHmCmWp9NyGKt", address, KEY, 111)


def writes_both():
    """One key in two forms, and a hash that begins with a zero byte."""
    short, long = bytes.fromhex("02" + MINER), bytes.fromhex("04" + MINER + MINER_Y)
    case("33 bytes", gives, "1MxTkeEP2PmHSMze5tUZ1hAV3YTKu2Gh1N", address, short)
    case("65 bytes", gives, "1KPMNPfRGgeJkQR4MrRw1SK1ytDvTdQoLY", address, long)
    case("key number 182", gives, "1162gvy7qz6rLdj3zeegPCjY7Lu6wez6Hv", address, KEY_182)


def reads_back():
    """Version and hash."""
    case("block 0", gives, (0, HASH), decode_address, GENESIS)
    case("version 111", gives, (111, HASH), decode_address, "mpXwg4jMtRhuSpVq4xS3HFHmCmWp9NyGKt")
    case("twenty zero bytes", gives, (0, bytes(20)), decode_address, "1111111111111111111114oLvT2")


def none_of(*texts):
    """None of these is an address."""
    for name, text in texts:
        case(name, refuses, decode_address, text)


properties = [
    ("genesis", "writing: the key of block 0", writes_genesis),
    ("lengths", "writing: 33 and 65 bytes, and key number 182", writes_both),
    ("read", "reading: version and hash", reads_back),
    (
        "typing",
        "reading: a wrong character is refused",
        lambda: none_of(
            ("the last one", GENESIS[:-1] + "b"), ("the first", "2" + GENESIS[1:]), ("two swapped", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivNfa"),
            ("a 0", GENESIS.replace("5", "0")), ("a blank behind it", GENESIS + " "),
        ),
    ),
    (
        "length",
        "reading: another number of bytes is refused",
        lambda: none_of(
            ("a 1 too many", "1" + GENESIS), ("a 1 too few", "111111111111111111114oLvT2"),
            ("26 bytes with a right checksum", "11111111111111111111116iowaD"), ("no text", ""),
        ),
    ),
]  # fmt: skip
check("E3.4", properties, address, decode_address)

# %% id="E3.4-picture" tags=["figure"]
figures.address_strip(182, "33 bytes", 17, rules.using(address))

# %% [markdown] id="E3.4-break"
# ### Break it
#
# Make an address that begins with `1` and two characters you choose, the first from `2` to `P`. How many tries does it take? And with five, at 17,000 a second?
#
# <details><summary>Answer</summary>
#
# About 1,350; 260 million, four hours. (`1z…` is far rarer.)
#
# </details>
#
# **Not true: “the checksum protects against thieves.”** Anybody can compute it.
#
# **Not true: “an address is an account.”** The chain contains no addresses, only coins locked by scripts (脚本): see 03c.

# %% id="E3.4-try"
mine, wanted = rules.using(address), "1Ab"
tries, text, point = 0, "", None
while not text.startswith(wanted) and tries < 8_000:
    tries, point = tries + 1, rules.add_points(point, G)
    key = bytes([2 + point[1] % 2]) + point[0].to_bytes(32, "big")
    text, note = answer(mine, "address", key)
if text.startswith(wanted):
    print(f"key number {tries}: {text}", note)
else:
    print(f"{wanted} not found in {tries:,} tries", note)

# %% [markdown] id="built"
# ## You built
#
# - `add_points` and `multiply_point`: easy to compute, hard to undo;
# - `verify_ecdsa`: everybody can check;
# - `sign_ecdsa`: only the secret's owner can sign;
# - `address` and `decode_address`: a key's hash as text.
#
# **Toy rules in this notebook:** curves with few points. *Real rule:* a prime of 256 bits. The nonce is given. *Real rule:* it is computed from secret and message (RFC 6979). Never use your functions for real money: their running time depends on the secret.
#
# What your machine can do now:

# %% id="machine" tags=["figure"]
figures.machine(sources())

# %% id="overview"
overview()

# %% [markdown] id="questions"
# ## Three questions to yourself
#
# <details><summary>1 · Why does r = 0 never occur?</summary>
#
# No point has x = 0. Two have x = `ORDER`, but nobody knows how many steps lead there.
#
# </details>
#
# <details><summary>2 · What does a node take from the payer, and what does it compute?</summary>
#
# It takes r and s. It computes z; the coin includes the key, or its hash.
#
# </details>
#
# <details><summary>3 · You know only your public key. Can you find the secret?</summary>
#
# Only by walking until you arrive: far too long.
#
# </details>
#
# **On Binder:** download this notebook and the folder `my_chain` before you leave ([how](../00_start/00_start.ipynb#Where-your-work-lives)). **Next:** [03b · Transactions](03b_transactions.ipynb).
