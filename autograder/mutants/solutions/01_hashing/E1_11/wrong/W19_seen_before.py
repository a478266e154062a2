# W19: remembers txids from call to call
# caught by: an honest list of odd length raises no alarm

seen = set()

def has_duplicate_subtree(txids):
    known = len(seen)
    seen.update(txids)
    return len(seen) - known < len(txids)
