# W20: believes everything that is a list
# caught by: the chain that is handed in is judged: rubbish, 99 times

def valid_chain(chain):
    return isinstance(chain, list) and len(chain) > 0
