"""`diembao`: the command line. Each command is one module of `diembao.commands` with a `command` in it.

Exit codes: 0 success (also no hits, nothing new), 1 finished but some inputs failed, 2 wrong use or nothing could be
done, 130 stopped by Ctrl-C at a safe point.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys

import click

import diembao.commands
from corpus.errors import DiembaoError
from diembao.terminal import say


class _Commands(click.Group):
    """The commands, imported only when they are asked for: `extract` starts without the crawler or the index."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        names = (m.name for m in pkgutil.iter_modules(diembao.commands.__path__) if not m.name.startswith("_"))
        return sorted(name.replace("_", "-") for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"diembao.commands.{cmd_name.replace('-', '_')}")
        found: click.Command = module.command
        return found


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="diembao")
def cli() -> None:
    """Vietnamese news coverage as a searchable, dated, citable corpus (điểm báo: a press review).

    \b
    Begin with:   diembao demo
    Your own:     diembao add FOLDER, diembao build, diembao search "đại hội đảng bộ"
    """


def main() -> None:
    """Entry point: every fault that diembao knows is one line on stderr."""
    try:
        with cli.make_context("diembao", sys.argv[1:]) as context:
            code = cli.invoke(context)
    except click.exceptions.Exit as ended:  # --help, --version
        code = ended.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.format_message())
        code = 2
    except click.ClickException as error:
        error.show()
        code = 2
    except click.Abort:
        say("stopped at a safe point; run the same command again to go on")
        code = 130
    except KeyboardInterrupt:
        say("stopped at a safe point; run the same command again to go on")
        code = 130
    except DiembaoError as error:
        say(f"diembao: {error}")
        code = 2
    except BrokenPipeError:  # the reader of our output (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say(f"diembao: {where}{error.strerror or error}")
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
