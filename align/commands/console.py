"""What the terminal sees: stdout is data, stderr is talk, an error is never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import BinaryIO

import click

from align.errors import AlignError
from align.protocols import Progress

INTERRUPTED = 130


def report_errors(command: click.Command, arguments: Sequence[str] | None = None, name: str = "align") -> int:
    """Run ``command`` and return its exit code, every foreseen error told on stderr.

    ``arguments`` default to those of the process; ``name`` is what the program is called in its help.
    """
    try:
        result = command.main(None if arguments is None else list(arguments), prog_name=name, standalone_mode=False)
    except click.exceptions.Abort:
        say("interrupted; what was finished is kept")
        return INTERRUPTED
    except click.ClickException as error:
        error.show(sys.stderr)
        return error.exit_code
    except AlignError as error:
        say(f"error: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        say("interrupted; what was finished is kept")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (head, say) has gone: what it wanted it has.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        say(f"error: {error.filename or 'the system'}: {error.strerror or error}")
        return 1
    except MemoryError:
        say("error: out of memory\nto fix: give fewer or smaller documents in one call")
        return 1
    return result if isinstance(result, int) else 0


def say(message: str) -> None:
    """Tell the person something on stderr."""
    click.echo(message, err=True)


def talk(quiet: bool) -> Callable[[str], None]:
    """Return `say`, or silence when ``quiet``."""
    return (lambda message: None) if quiet else say


@contextmanager
def progress(total: int, label: str, *, quiet: bool = False) -> Iterator[Progress]:
    """Show a bar on stderr when that is a terminal; yield the function that moves it."""
    if quiet or total < 2 or not sys.stderr.isatty():
        yield lambda done: None
        return
    with click.progressbar(length=total, label=label, file=sys.stderr) as bar:
        yield bar.update


def stdout_bytes() -> BinaryIO:
    """Return standard output as a stream of bytes."""
    return sys.stdout.buffer
