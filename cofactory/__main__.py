"""The command's door: `cofactory ...` and `python -m cofactory ...` are the same."""

import sys


def main() -> int:
    """The exit code of the command line; Ctrl-C while it is still being loaded ends it quietly, too."""
    try:
        from cofactory.cli.app import main as commands

        return commands()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
