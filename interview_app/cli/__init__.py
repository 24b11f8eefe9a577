"""The command line, `interview-app …`: floor 4, five lines of translation to a service each.

Nothing heavy is imported before a command needs it, so that `--help` answers at once; failures are told in one line.
"""

from __future__ import annotations

from collections.abc import Sequence
import sys

import click

from interview_app import __version__
from interview_app.cli import bundles  # noqa: F401 - its commands stand in the group `report`
from interview_app.cli.accounts import account
from interview_app.cli.digests import digest
from interview_app.cli.export import export
from interview_app.cli.failures import told
from interview_app.cli.installation import demo, init, migrate, serve
from interview_app.cli.instruments import instrument
from interview_app.cli.ledger import seal, verify
from interview_app.cli.paradata import paradata
from interview_app.cli.participants import participants
from interview_app.cli.reports import report
from interview_app.cli.studies import study

__all__ = ["commands", "main", "run"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="interview-app")
def commands() -> None:
    """Brief structured interviews about recovery: guided on a tablet, kept answer by answer, exported and printed.

    Every command works on the instance folder (database, keys) that INTERVIEW_INSTANCE names, ./instance by default.
    """


COMMANDS = (
    init, serve, migrate, demo, study, account, participants, instrument, verify, seal, export, report, digest,
    paradata,
)  # fmt: skip
for command in COMMANDS:
    commands.add_command(command)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code: 0 done, 1 not done or faults found, 2 not possible as asked."""
    try:
        return int(commands.main(arguments, prog_name="interview-app", standalone_mode=False) or 0)
    except click.ClickException as refused:
        refused.show()
        return refused.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return 130
    except Exception as error:
        message, code = told(error)
        click.echo(f"interview-app: {message}", err=True)
        return code


def main() -> None:
    """What the installed script calls."""
    sys.exit(run())
