# C4: a stack instead of recursion

def canonical(obj):
    stack = [obj]
    while stack:
        value = stack.pop()
        if type(value) is float:
            raise TypeError("float")
        if isinstance(value, dict):
            if not all(isinstance(key, str) for key in value):
                raise TypeError("key")
            stack.extend(value.values())
        elif isinstance(value, (list, tuple)):
            stack.extend(value)
    return bytes(json.dumps(obj, ensure_ascii=False, separators=(",", ":"), sort_keys=True), "utf-8")
