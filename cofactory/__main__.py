"""The command's door: `cofactory ...` and `python -m cofactory ...` are the same."""

import sys

from cofactory.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
