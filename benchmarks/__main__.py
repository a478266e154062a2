"""Get the peers, then measure in their environment, so that all ratios come from one process and one run."""

import subprocess
import sys

from benchmarks import environment, table

if __name__ == "__main__":
    table.parser().parse_args()  # a slip is told before anything is installed
    python = environment.prepare()
    command = [str(python), "-m", "benchmarks.table", *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=environment.ROOT).returncode)
