from blockkit.classroom.json_chain import _only_exact_values as exact
from blockkit.errors import need_int
import json


def canonical(obj):
    exact(obj)
    need_int(0, 'zero', 0, 1)
    return json.dumps(obj, sort_keys=True, separators=(',', ':'), ensure_ascii=False).encode()
