# %% [markdown] id="title"
# # 00 · Start here
#
# **You already have** some Python: functions, lists, loops. **You will** test this machine, learn three rules about units, and solve one practice exercise. **You need** 15 minutes. Nothing here is graded.
#
# A cell runs with Shift + Enter. Run the cells from top to bottom. You may run any cell again.

# %% id="setup"
from blockkit.classroom.notebook import TODO, environment_check, figures, overview, real_block, sources

environment_check()

# %% id="machine" tags=["figure"]
figures.machine(sources())

# %% [markdown] id="machine-text"
# ## The machine you build
#
# A blockchain (区块链) is a list of blocks (区块). Many people hold a copy of it, and they do not trust each other. A block stands for a list of transactions (交易), which are payments, and it names the block before it by a hash (哈希): 32 bytes computed from that block. If one bit of the past changes, the next hash no longer fits. Whoever recomputes all later hashes can hide that; 01d shows who still notices.
#
# The picture shows the parts of the machine. Each part is one function; its place in the machine is a *slot*. At first all parts come from the library: they are the *reference*. Exercise by exercise, your functions take their places, and the machine runs on yours.
#
# **Not true: “a blockchain makes data true.”** One of the texts this course grew from says so. Another one answers it: garbage in, garbage out. A chain can show, to somebody who holds a later hash, that data *have not changed* since they were written. Whether they were right when somebody wrote them, no hash can tell.

# %% [markdown] id="units"
# ## Three rules about units
#
# Many mistakes in this field are mistakes of units. These three rules hold in every notebook.
#
# **1. An amount is a whole number of satoshi (聪).** One bitcoin is 100,000,000 satoshi. We never calculate with floats.
#
# **2. A time is a whole number of seconds** since 1 January 1970, 00:00 UTC.
#
# **3. A hash is 32 bytes (字节), not text.** Inside the machine its bytes stand in *wire order*, as they travel through the network. People read hashes as 64 hex digits (十六进制数字) with the bytes reversed: *display order*. Order changes only where a person looks.
#
# **Predict.** What do the two lines of the next cell print? Then run the cell.

# %% id="floats"
print(0.1 + 0.2 == 0.3)
print(10_000_000 + 20_000_000 == 30_000_000)

# %% [markdown] id="floats-answer"
# <details><summary>Answer</summary>
#
# `False`, then `True`. A float keeps 0.1 only approximately, and the small errors add up. Two computers that disagree in the last digit of an amount disagree about the whole block. Whole numbers are exact.
#
# </details>

# %% id="genesis"
from datetime import UTC, datetime

genesis = real_block(0)
print("made:", genesis.header.time, "=", datetime.fromtimestamp(genesis.header.time, UTC))
print("hash:", genesis.hash.hex(), "(wire order)")

# %% [markdown] id="genesis-text"
# This is the genesis block (创世区块), the first block of Bitcoin. It ships with the course, so you need no network. Its last bytes are zeros; on websites you see these zeros in front.
#
# **Predict.** The wire order begins with `6fe28c`. How does the display order end: with `6fe28c`, with `c82ef6`, or with `8ce26f`?

# %% id="orders" tags=["figure"]
figures.two_orders(genesis.hash)

# %% [markdown] id="orders-answer"
# <details><summary>Answer</summary>
#
# With `8ce26f`. The bytes are reversed; the two digits of a byte stay together.
#
# </details>

# %% [markdown] id="how"
# ## How an exercise works
#
# 1. **Read the contract.** It says what goes in and what comes out, gives one true and one false example, and settles the edge. No check asks for more than the contract says.
# 2. **Predict** before you run.
# 3. **Write.** Your cell holds `return TODO`. Replace that line. The hints above the cell open with a click, one step at a time.
# 4. **Run the check** below your cell. It names each property that holds or fails. You need not read the check cells. One call may take 2 seconds. The visible checks carry 40 % of the points; hidden checks carry the rest and run when your work is graded. The visible check does not try every line of the contract: try False and Edge yourself.
# 5. **Keep.** `keep(...)` saves a function that passed its visible check. Later notebooks then run on yours.
# 6. **Break it.** Each exercise ends with an attack to try.
#
# A notebook shows all its pictures before you have written anything. Then the reference draws them, and a note says so.

# %% [markdown] id="practice-text"
# ## Practice · How long did block 1 take?  (●○○, 3 minutes, no points)
#
# You build: `waiting_hours`, the time between two blocks.
#
# **Contract.** `waiting_hours(earlier: int, later: int) -> int` takes two block times in seconds and returns the number of *whole* hours between them. The second time is never before the first.
#
# - **True:** from the genesis block, 1231006505, to block 1, 1231469665, it returns `128`.
# - **False:** `128.66` for the same two blocks; this is a float.
# - **Edge:** for two equal times it returns `0`, and 3,599 seconds are not yet an hour.
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


# %% id="practice-check"
cases = [
    ("genesis block to block 1", 1231006505, 1231469665, 128),
    ("the same second", 1231469665, 1231469665, 0),
    ("one second short of an hour", 0, 3599, 0),
]
for name, earlier, later, expected in cases:
    got = waiting_hours(earlier, later)
    right = type(got) is int and got == expected
    print("✓" if right else "·" if got is TODO else "✗", f"{name}: returned {got!r}")
if waiting_hours(0, 3600) is TODO:
    print("Not yet yours: write the cell above, run it, then run this one again.")

# %% [markdown] id="practice-answer"
# <details><summary>Answer: open it after an attempt of your own</summary>
#
# `return (later - earlier) // 3600`. Bitcoin aims at ten minutes from block to block. The first gap lasted more than five days; the reason is not known for certain.
#
# </details>

# %% [markdown] id="where"
# ## Where your work lives
#
# `keep` writes one small file for each function into the folder `my_chain`, beside the folders of the lessons. `load()`, at the top of each notebook, reads them and says for each part: *yours* or *reference*, and why. A broken file never stops a notebook; the reference stands in. While your work is graded, all earlier parts are the reference, so one mistake costs you once.
#
# **On Binder nothing stays.** The machine is deleted some minutes after you stop working. Before you leave, save the notebook and choose *File → Download*. Then open `my_chain` in the file browser on the left, select all files, and download them with a right-click. To go on another day, drag the files back to the same places; make the folder `my_chain` anew if it is missing.

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
# - This machine runs the course.
# - Amounts are whole satoshi, times are whole seconds, hashes are 32 bytes in wire order.
# - You know the way from a contract to a kept function.
#
# This list fills from 01a on:

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
# <details><summary>2 · All visible checks hold. Do you have all the points?</summary>
#
# Not yet. You have the visible 40 %. The hidden checks carry 60 %, and they test the rest of the contract.
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
