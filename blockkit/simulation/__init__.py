"""Networks of nodes on one machine, with a clock of their own: same seed, same run, to the byte."""
