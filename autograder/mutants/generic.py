"""Wrong and right solutions that every exercise has, made from one right solution.

They are the same slips and habits everywhere: no ``return``, text instead of bytes, an endless loop;
and, on the right side, a progress line, a warning, a callable object instead of a function.
"""

from autograder.mutants.solution import Solution
from autograder.suites import oracle
from blockkit.classroom import lessons

# Each defines ``spoil(function)``, which gives the function that is handed in instead.
WRONG = {
    "returns nothing": """
def spoil(function):
    def spoiled(*args):
        function(*args)
    return spoiled
""",
    "prints instead of returning": """
def spoil(function):
    def spoiled(*args):
        print(function(*args))
    return spoiled
""",
    "gives its first answer for ever": """
def spoil(function):
    first = []
    def spoiled(*args):
        if not first:
            first.append(function(*args))
        return first[0]
    return spoiled
""",
    "gives another type": """
def spoil(function):
    def other(value):
        if isinstance(value, bytes):
            return value.hex()
        if isinstance(value, str):
            return value.encode()
        if isinstance(value, (list, tuple)):
            return [other(item) for item in value]
        return str(value)
    def spoiled(*args):
        return other(function(*args))
    return spoiled
""",
    "always raises ValueError": """
def spoil(function):
    def spoiled(*args):
        raise ValueError("no")
    return spoiled
""",
    "never ends": """
def spoil(function):
    def spoiled(*args):
        while True:
            pass
    return spoiled
""",
    "calls itself without end": """
def spoil(function):
    def spoiled(*args):
        return spoiled(*args)
    return spoiled
""",
    "yields instead of returning": """
def spoil(function):
    def spoiled(*args):
        yield function(*args)
    return spoiled
""",
    "calls exit()": """
def spoil(function):
    def spoiled(*args):
        exit()
    return spoiled
""",
    "ends the process": """
def spoil(function):
    import os
    def spoiled(*args):
        os._exit(0)
    return spoiled
""",
    "gives an object that equals everything": """
class Everything:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
    def __len__(self): return 32
    def __iter__(self): return iter((self, self))
    def __getitem__(self, key): return self
    def __getattr__(self, name): return lambda *args: self
    def __index__(self): return 1
    def __bool__(self): return True

def spoil(function):
    return lambda *args: Everything()
""",
    "gives an empty value of the right type that equals everything": """
def spoil(function):
    def lie(value):
        kind = int if value is None or isinstance(value, bool) else type(value)
        class Liar(kind):
            def __eq__(self, other): return True
            def __ne__(self, other): return False
            def __hash__(self): return 0
            def __bool__(self): return True
        return Liar()
    return lambda *args: lie(function(*args))
""",
}

CHANGES_ARGUMENTS = """
def spoil(function):
    def change(value):
        if isinstance(value, bytearray):
            value[:] = b"changed"
        elif isinstance(value, list):
            value.append(value[-1] if value else None)
        elif isinstance(value, dict):
            value["seen"] = True
    def spoiled(*args):
        found = function(*args)
        for arg in args:
            change(arg)
        return found
    return spoiled
"""

RIGHT = {
    "writes to stderr, warns and logs": """
def spoil(function):
    import logging, sys, warnings
    def spoiled(*args):
        print("working", file=sys.stderr)
        warnings.warn("careful")
        logging.getLogger("student").warning("still working")
        return function(*args)
    return spoiled
""",
    "prints its progress": """
def spoil(function):
    def spoiled(*args):
        for arg in args:
            print("got", arg)
        found = function(*args)
        print("returning", found, flush=True)
        return found
    return spoiled
""",
    "has further, optional arguments": """
def spoil(function):
    def spoiled(*args, verbose=False, **options):
        return function(*args)
    return spoiled
""",
    "is an object that can be called": """
class Callable:
    def __init__(self, function): self.function = function
    def __call__(self, *args): return self.function(*args)

spoil = Callable
""",
    "is a method": """
class Toolbox:
    def __init__(self, function): self.function = function
    def use(self, *args): return self.function(*args)

def spoil(function):
    return Toolbox(function).use
""",
    "is a functools.partial": """
def spoil(function):
    import functools
    return functools.partial(lambda unused, *args: function(*args), None)
""",
    "is decorated": """
def spoil(function):
    import functools
    calls = []
    @functools.wraps(function)
    def spoiled(*args, **kwargs):
        calls.append(args)
        return function(*args, **kwargs)
    return spoiled
""",
    "takes 50 milliseconds longer": """
def spoil(function):
    import time
    def spoiled(*args):  # once for each question: one function may call another hundreds of times
        if not waited:
            waited.append(function)
            time.sleep(0.05)
            try:
                return function(*args)
            finally:
                waited.clear()
        return function(*args)
    return spoiled
waited = []
""",
}


def solutions(base: Solution) -> list[Solution]:
    """What can be made from one right solution."""
    exercise = base.exercise
    names = lessons.exercise(exercise).functions
    wrong = dict(WRONG)
    if any(part.changeable for part in lessons.exercise(exercise).parts):
        wrong["changes its arguments"] = CHANGES_ARGUMENTS
    made = [_made(base, names, why, code, right=False) for why, code in wrong.items()]
    if len(names) > 1:  # one of them right: the other must be looked at all the same
        made += [
            _made(base, (name,), f"{name} {why}", WRONG[why], right=False)
            for name in names
            for why in ("returns nothing", "gives its first answer for ever", "gives another type")
            if lessons.PARTS[name].example or why != "gives its first answer for ever"  # it has but one
        ]
    made += [_made(base, names, why, code, right=True) for why, code in RIGHT.items()]
    return made + _borrowed(base, names)


def _made(base: Solution, names: tuple[str, ...], why: str, code: str, right: bool) -> Solution:
    handed_in = "\n".join(f"{name} = spoil({name})" for name in names)
    source = f"{base.source}\n{code}\n{handed_in}\n"
    return Solution(base.exercise, f"generic: {why}", source, right, why)


def _borrowed(base: Solution, names: tuple[str, ...]) -> list[Solution]:
    """The library's own answer: handed in as it is, called, and asked for; and the oracle's."""
    as_it_is, called, asked = (["import importlib"] for _ in range(3))
    for part in lessons.exercise(base.exercise).parts:
        reference = part.reference
        found = f"importlib.import_module({reference.__module__!r}).{reference.__qualname__}"
        as_it_is.append(f"{part.name} = {found}")
        called.append(f"def {part.name}(*args):\n    return {found}(*args)")
        course = "importlib.import_module('blockkit.classroom.notebook')"
        wanted = f"{course}.answer({course}.REFERENCE, {part.name!r}, *args)[0]"
        asked.append(f"def {part.name}(*args):\n    return {wanted if part.kept else found + '(*args)'}")
    kinds = [
        ("is the library's own", as_it_is),
        ("calls the library's own", called),
        ("asks the course for the answer", asked),
    ]
    if all(hasattr(oracle, name) for name in names):
        imported = f"from autograder.suites.oracle import {', '.join(names)}"
        kinds.append(("is the oracle's own", [imported]))
    return [
        Solution(base.exercise, f"generic: {why}", "\n".join(lines) + "\n", False, why)
        for why, lines in kinds
    ]
