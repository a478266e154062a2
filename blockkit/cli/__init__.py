"""The command line: ``blockkit block``, ``verify``, ``mine``, ``replay`` and the other commands.

Every command reads hex, a file or standard input, prints its report to standard output, as lines or with
``--json`` as one document, and ends with a code that says how it went:

* 0: fine; what was asked about is valid;
* 1: the data are well formed but break a rule, which the report names (JSON: ``"valid": false``, with
  ``reason`` and ``detail``); or a search ended without a find;
* 2: wrong use, or data that cannot be read; one sentence on standard error says how to mend it;
* 130: cancelled with Ctrl-C.

In JSON, keys are the names of the fields, hashes are in display order and amounts are satoshi.
"""

from blockkit.cli.main import main

__all__ = ["main"]
