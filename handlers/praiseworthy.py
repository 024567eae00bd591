"""`/praiseworthy`: hands the word that follows to the subject that it belongs to."""

from functools import partial

from bot.blocks.help import help_message
from handlers.routes import Request, Routes


def register(routes: Routes) -> None:
    """Enters this subject's handlers."""
    routes.commands["/praiseworthy"] = partial(praiseworthy, routes=routes)


async def praiseworthy(request: Request, *, routes: Routes) -> None:
    """Alone, `help` or an unknown word: what there is. `rest_of` is for the subject to read."""
    typed = (request.body.get("text") or "").strip()
    word = typed.partition(" ")[0].casefold()
    subject = routes.subcommands.get(word)
    if subject is None:
        await request.ack(**help_message("" if word in {"", "help"} else typed).payload())
        return
    await subject(request)


def rest_of(request: Request) -> str:
    """What was typed after the subcommand's word."""
    typed: str = (request.body.get("text") or "").strip()
    return typed.partition(" ")[2].strip()
