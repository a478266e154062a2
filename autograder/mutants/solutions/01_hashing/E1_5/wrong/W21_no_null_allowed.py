# W21: refuses None and booleans
# caught by: other contents, other bytes: 12 and 3 are not 1 and 23, true is not 1

def canonical(obj):
    def look(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                if not isinstance(key, str):
                    raise ValueError("key")
                look(inner)
        elif isinstance(value, list):
            for item in value:
                look(item)
        elif type(value) not in (int, str):
            raise ValueError("not exact")
    look(obj)
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
