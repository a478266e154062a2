"""``python -m blockkit``: the command line."""

import sys

from blockkit.cli import main

if __name__ == "__main__":
    sys.exit(main())
