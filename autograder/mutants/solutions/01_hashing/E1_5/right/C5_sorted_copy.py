# C5: a sorted copy, checked on the way

def canonical(obj):
    def exact(value):
        match value:
            case float():
                raise ValueError("float")
            case dict():
                if {type(key) for key in value} - {str}:
                    raise ValueError("key")
                return {key: exact(value[key]) for key in sorted(value)}
            case list():
                return [exact(item) for item in value]
            case _:
                return value
    return json.dumps(exact(obj), separators=(",", ":"), ensure_ascii=False).encode("utf-8")
