"""How good are the checks? Wrong and unusual right solutions, and the machine that tries them.

``python -m autograder.mutants`` prints, for each exercise, how many of the wrong solutions the visible
and the hidden check tell from right ones, and whether they turn a right one away.

``E1_9.toml`` and the files like it hold the answers; ``verdicts.json`` says what each of them fails.
"""
