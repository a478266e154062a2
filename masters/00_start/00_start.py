# %% [markdown] id="title"
# # 00 · Start here
#
# **You already have** some Python: see the table. **You will** test this computer, warm up with bytes, learn three rules about units, and solve one practice exercise. **You need** 20 minutes. Nothing here is graded.
#
# A cell runs with Shift + Enter. Run the cells from top to bottom; you may run any cell again.
#
# | notebook | what you use; look up what is new |
# | --- | --- |
# | 00 | functions, `if`, lists, loops, `print` |
# | 01a | `bytes` and `str.encode`, hex digits, `^`, `>>` and `int.bit_count`, dictionaries, a function as an argument |
# | 01b | slices, `to_bytes` and `from_bytes`, `raise` and `try`, a function that calls itself, attributes (`h.version`) |
# | 01c | `while`, `//` and `%`, lists that grow |
# | 01d | lists of dictionaries, classes (only to read) |
#
# Cells that you only run also contain `lambda` and `print(*values)`.

# %% id="setup"
from blockkit.classroom.notebook import TODO, environment_check, figures, keep, overview, real_block, sources

environment_check()

# %% id="machine" tags=["figure"]
figures.machine(sources())

# %% [markdown] id="machine-text"
# ## The machine you build
#
# A blockchain (区块链) is a list of blocks (区块). Many people have a copy of it, and they do not trust each other. A block lists transactions (交易), which are payments, and it names the block before it by a hash (哈希): 32 bytes computed from that block. If one bit of an old block changes, its hash changes too, and the next block names a hash that no longer fits.
#
# The picture shows the parts of the machine. Each part is one function; its place in the machine is a *slot*. At first all parts come from the library: they are the *reference*. Exercise by exercise, your functions take their places, and the machine runs on yours.
#
# **Not true: “a blockchain makes data true.”** Garbage in, garbage out. A chain can show, to somebody who knows a later hash, that data *have not changed* since they were written. No hash can show whether they were right then.

# %% [markdown] id="warmup"
# ## Warm-up: bytes, hex and whole numbers
#
# A *byte* (字节) is a whole number from 0 to 255, written as two *hex digits* (十六进制数字), `00` to `ff`. The exercises consist of such steps.
#
# **Predict** what each line prints. Then run the cell.

# %% id="warmup-try"
raw, word, letter = bytes.fromhex("0102ff"), "abc", "é"
print(len(raw), raw[2], raw[1:], raw.hex())
print(raw[::-1].hex())
print(int.from_bytes(raw, "big"), int.from_bytes(raw, "little"))
print((255).to_bytes(2, "big").hex(), (255).to_bytes(2, "little").hex())
print(word.encode("utf-8") == b"abc", word == b"abc")
print(len(letter), letter.encode("utf-8").hex())
print(0b1100 ^ 0b1010 == 0b0110, (0b0110).bit_count())
print(0xFF >> 4, 0xFF == 255)
print(7 // 2, 7 % 2)

# %% [markdown] id="warmup-answer"
# <details><summary>Answer to Predict, line by line</summary>
#
# 1. Nothing. `raw` is three bytes, written as six digits.
# 2. `3 255 b'\x02\xff' 0102ff`: one byte is a number, a slice is bytes.
# 3. `ff0201`: the bytes are reversed, not the digits.
# 4. `66303 16712193`: in “little” the first byte counts least.
# 5. `00ff ff00`
# 6. `True False`: text never equals bytes.
# 7. `1 c3a9`: one character, two bytes.
# 8. `True 2`: `^` gives 1 where two bits differ; `bit_count` counts the ones.
# 9. `15 True`: `>> 4` drops four bits.
# 10. `3 1`: three twos, and one is left.
#
# </details>

# %% [markdown] id="units"
# ## Three rules about units
#
# They are true in every notebook.
#
# **1. An amount is a whole number of satoshi (聪).** One bitcoin is 100,000,000 satoshi. We never calculate with floats.
#
# **2. A time is a whole number of seconds** since 1 January 1970, 00:00 UTC.
#
# **3. A hash is 32 bytes, not text.** The machine uses the bytes in *wire order*, as they travel through the network. People read a hash as 64 hex digits with the bytes reversed: *display order*. The machine reverses them only when it shows a hash to people or reads one from them.
#
# **Predict.** What do the two lines of the next cell print? Then run the cell.

# %% id="floats"
print(0.1 + 0.2 == 0.3)
print(10_000_000 + 20_000_000 == 30_000_000)

# %% [markdown] id="floats-answer"
# <details><summary>Answer to Predict</summary>
#
# `False`, then `True`. A float is only near 0.1, and small errors add up. Two computers that disagree in the last digit of an amount disagree about the whole block. Whole numbers are exact.
#
# </details>

# %% id="genesis"
from datetime import UTC, datetime

genesis = real_block(0)
made = genesis.header.time
print("made:", made, "=", datetime.fromtimestamp(made, UTC))
print("hash:", genesis.hash.hex(), "(wire order)")

# %% [markdown] id="genesis-text"
# This is the genesis block (创世区块), the first block of Bitcoin. It ships with the course, so you need no network. Its last bytes are zeros; on websites you see these zeros in front.
#
# **Predict.** The wire order begins with `6fe28c`. How does the display order end: with `6fe28c`, with `c82ef6`, or with `8ce26f`?

# %% id="orders" tags=["figure"]
figures.two_orders(genesis.hash)

# %% [markdown] id="orders-answer"
# <details><summary>Answer to Predict</summary>
#
# With `8ce26f`: the bytes are reversed, not the digits.
#
# </details>

# %% [markdown] id="how"
# ## How an exercise works
#
# 1. **Read the contract.** It says what goes in and what comes out. *True* is a right example, *False* a wrong one, and *Edge* says what happens in an extreme case, such as an empty list. No check asks for more than the contract says.
# 2. **Predict** before you run.
# 3. **Write.** Your cell contains `return TODO`. Replace that line. The hints above the cell open with a click, one step at a time.
# 4. **Run the check** below your cell. Its code is folded; a click on ••• unfolds it, but you need not read it. One call may take 2 seconds. This *visible* check is worth 40 % of the points; a *hidden* check is worth the rest and runs when your work is graded. The visible check does not try every line of the contract: call your function with the examples of *False* and *Edge* yourself, in a new cell.
# 5. **Keep.** `keep(...)` saves a function that passed its visible check and answers one more example rightly. Later notebooks then use yours.
# 6. **Break it.** Each exercise ends with an attack to try.
#
# Before you have written anything, the reference draws the pictures, and a note says so.

# %% [markdown] id="practice-text"
# ## Practice · How long did block 1 take?  (●○○, 4 minutes, no points)
#
# You build: `waiting_hours`, the time between two blocks.
#
# **Contract.** `waiting_hours(earlier: int, later: int) -> int` takes two block times in seconds and returns the number of *whole* hours between them. The second time is never before the first.
#
# - **True:** from the genesis block, `1231006505`, to block 1, `1231469665`, it returns `128`.
# - **False:** `128.66` for the same two blocks; this is a float.
# - **Edge:** for two equal times it returns `0`, and 3,599 seconds are not yet an hour.
#
# Hints:
#
# <details><summary>Hint 1: a question</summary>
#
# How many seconds are there in an hour? How often do they fit into the difference?
#
# </details>
#
# <details><summary>Hint 2: where to look</summary>
#
# In Python `7 / 2` is `3.5`, and `7 // 2` is `3`.
#
# </details>
#
# <details><summary>Hint 3: the steps</summary>
#
# ```
# difference = later minus earlier
# return difference divided by 3600, without the rest
# ```
#
# </details>


# %% id="practice-stub"
def waiting_hours(earlier: int, later: int) -> int:
    """Whole hours between two block times."""
    return TODO


# %% id="practice-check" tags=["check"]
from blockkit.classroom.notebook import check, gives_each

BLOCKS = [(128, 1231006505, 1231469665), (72, 1231469665, 1231731025)]
properties = [
    ("blocks", "block 0 to block 1, block 1 to block 170", lambda: gives_each(waiting_hours, BLOCKS)),
    ("same", "the same second", lambda: gives_each(waiting_hours, [(0, 1231469665, 1231469665)])),
    ("hour", "3,599 seconds and 3,600", lambda: gives_each(waiting_hours, [(0, 0, 3599), (1, 0, 3600)])),
]
check("Practice", properties, waiting_hours)

# %% id="practice-keep"
keep(waiting_hours)

# %% [markdown] id="practice-answer"
# <details><summary>Answer: open it after an attempt of your own</summary>
#
# `return (later - earlier) // 3600`. `keep` has written it into the file `my_chain/waiting_hours.py`; open it in the file browser. Bitcoin aims at ten minutes from block to block. The first gap lasted more than five days; nobody knows for certain why.
#
# </details>

# %% [markdown] id="where"
# ## Where your work lives
#
# `keep` writes one small file for each function into the folder `my_chain`, beside the folders of the lessons. `load()`, at the top of each notebook, reads them and says for each part: *yours* or *reference*, and why. A broken file never stops a notebook; the reference is used instead. While your work is graded, all earlier parts are the reference: one mistake costs you once.
#
# **On Binder nothing stays.** The computer there is deleted some minutes after you stop working. Before you leave, save the notebook and choose *File → Download*. Then open `my_chain` in the file browser on the left, select all files, and download them with a right-click. To go on another day, drag the files back to the same places; make the folder `my_chain` anew if it is missing.

# %% [markdown] id="trouble"
# ## When something goes wrong
#
# **A ✗ in the first cell.** Its line says what is missing and what to do. Afterwards choose *Kernel → Restart Kernel* and run the cell again.
#
# **NameError?** Run the first cell and your function's cell again.
#
# **SyntaxError?** It leaves the old version of your function in place, so the check then judges the old one. Repair the cell, run it, then run the check.
#
# **A cell never ends.** Choose *Kernel → Interrupt Kernel*.
#
# **Results are strange.** Choose *Kernel → Restart Kernel and Run All Cells*. A notebook is done when this works.
#
# **You deleted a cell you need.** In a terminal, in the folder of the course, type `make restore NB=01a`; without make, type `python make.py restore 01a` (on Windows `py make.py restore 01a`). The notebook comes back as it was handed out, and your version is kept beside it.
#
# **You need help.** Send four things: the last line printed by the first cell of this notebook, what you did, what you expected, and what you saw. Leave your solution out if others can read the message.
#
# **You found a mistake in the course?** The [list of known mistakes](../../docs/errata.md) says whether it is known.

# %% [markdown] id="ready"
# ## You are ready
#
# - This computer runs the course.
# - Amounts are whole satoshi, times are whole seconds, hashes are 32 bytes in wire order.
# - You have gone once from a contract to a kept function.
#
# Practice is not counted. This list fills from 01a on:

# %% id="overview"
overview()

# %% [markdown] id="questions"
# ## Three questions to yourself
#
# <details><summary>1 · Why does a notebook show pictures before you have written a line?</summary>
#
# The reference draws them, and a note says so. When your function works, it draws them instead.
#
# </details>
#
# <details><summary>2 · Every visible check shows ✓. Do you have all the points?</summary>
#
# Not yet. You have the visible 40 %. The hidden checks are worth 60 %, and they test the rest of the contract.
#
# </details>
#
# <details><summary>3 · Somebody shows you a block of a chain with a wrong birth date in it. Is the chain broken?</summary>
#
# No. The chain shows that nobody has changed the date since. It does not show that the date was right.
#
# </details>
#
# **Next:** [01a · Fingerprints](../01_hashing/01a_fingerprints.ipynb).
