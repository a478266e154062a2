"""What a node does beside judging: a pool of transactions, mining, a file."""
