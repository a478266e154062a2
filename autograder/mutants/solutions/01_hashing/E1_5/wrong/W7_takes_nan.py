# W7: lets NaN through: it is not equal to itself
# caught by: a float is refused at any depth: 2.0, 1e22, NaN and infinity

def canonical(obj):
    def look(value):
        if isinstance(value, float) and value == value:
            raise ValueError("float")
        if isinstance(value, dict):
            for key in value:
                if not isinstance(key, str):
                    raise ValueError("key")
                look(value[key])
        elif isinstance(value, list):
            for item in value:
                look(item)
    look(obj)
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
