# W5: never alarms
# caught by: an honest list of odd length raises no alarm

def has_duplicate_subtree(txids):
    return False
