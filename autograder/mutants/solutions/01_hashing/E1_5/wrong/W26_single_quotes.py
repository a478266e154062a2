# W26: Python's text with the quotes exchanged
# caught by: no spaces between, but texts keep theirs, and their commas and quotes

def check(value):
    if isinstance(value, float):
        raise ValueError(f"{value!r} is a float")
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ValueError(f"{key!r} is no text")
            check(inner)
    elif isinstance(value, list):
        for inner in value:
            check(inner)


def canonical(obj):
    check(obj)
    def write(value):
        if isinstance(value, dict):
            return "{" + ",".join(f'"{key}":{write(value[key])}' for key in sorted(value)) + "}"
        if isinstance(value, list):
            return "[" + ",".join(map(write, value)) + "]"
        if isinstance(value, str):
            return '"' + value + '"'
        return {True: "true", False: "false", None: "null"}[value] if value is None or isinstance(value, bool) else str(value)
    return write(obj).encode("utf-8")
