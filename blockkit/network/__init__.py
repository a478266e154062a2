"""Nodes among others: Bitcoin's messages, a node without input or output, and its door to real sockets."""
