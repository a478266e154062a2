# W6: always alarms
# caught by: an honest list of odd length raises no alarm

def has_duplicate_subtree(txids):
    return True
