"""`POST /hooks/praise`: customers' words from survey tools and review sites, signed like `bot.hooks`' measurements."""

import datetime as dt
from collections.abc import Callable
from typing import Annotated

import structlog
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.blocks.praise_prompts import prompt_message
from bot.domain.customers import MAX_CUSTOMER_NAME
from bot.domain.message_text import storable
from bot.domain.praise.classifier import judge
from bot.domain.praise_names import find_praised
from bot.domain.praises import MAX_SAID_BY, PraiseSource
from bot.domain.slack_text import MAX_CHARACTERS
from bot.hooks import Answer, SignedHook, Unfit, named_alone, named_in, read_object, unfit
from bot.praise_watch import HEARD, Ears, PraiseWatch
from bot.reception import Reception
from bot.services import sent_praise
from bot.services.sent_praise import SentPraise, SentRefused
from slack_limits import BUTTON_URL

PRAISE_HOOK_PATH = "/hooks/praise"
MOST_PRAISES = 200
"""In one request: a survey's answers of a day."""

_log = structlog.stdlib.get_logger("praiseworthy.hooks")


class _Said(BaseModel):
    # Dates arrive as JSON's strings, which strict models take from JSON alone (`model_validate_json`).
    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, Field(min_length=1, max_length=MAX_CHARACTERS)]
    author: Annotated[str, Field(max_length=MAX_SAID_BY)] = ""
    customer: Annotated[str | None, Field(max_length=MAX_CUSTOMER_NAME)] = None
    person: Annotated[str | None, Field(min_length=1, max_length=320)] = None
    said_at: AwareDatetime | None = None
    url: Annotated[str | None, Field(pattern=r"^https?://\S+$", max_length=BUTTON_URL.value)] = None
    is_praise: bool = False


class _SaidMany(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    praises: Annotated[list[_Said], Field(min_length=1, max_length=MOST_PRAISES)]


class PraiseHook(SignedHook):
    """The ASGI application behind `PRAISE_HOOK_PATH`."""

    def __init__(self, secret: str, workspace_id: str, reception: Reception, watch: PraiseWatch) -> None:
        super().__init__(secret)
        self._workspace_id = workspace_id
        self._reception = reception
        self._watch = watch

    async def take(self, body: bytes, request: str) -> Answer:
        """Keeps what is praise, or is said to be; what isn't is let go."""
        said, where = _read(body)
        blank = [f"{where(index, 'text')}: There are no words." for index, one in enumerate(said) if not _text(one)]
        if blank:
            raise Unfit(blank)
        ears = await self._watch.ears(self._workspace_id)
        judged = [_judged(index, one, ears) for index, one in enumerate(said)]
        praises = [one for one in judged if one is not None]
        HEARD.labels(PraiseSource.HOOK, "praise").inc(len(praises))
        HEARD.labels(PraiseSource.HOOK, "other").inc(len(judged) - len(praises))
        try:
            outcome = await self._reception.store.write(
                sent_praise.take_sent,
                self._workspace_id,
                praises,
                request,
                self._reception.now,
                draw=prompt_message,
            )
        except SentRefused as refused:
            raise Unfit([f"{where(one.index, one.field)}: {one.reason}" for one in refused.problems]) from None
        _log.info("hook taken", praises=outcome.kept, repeated=outcome.repeated, others=len(judged) - len(praises))
        return Answer(204, "repeated" if outcome.repeated and not outcome.kept else "done")


def _read(body: bytes) -> tuple[list[_Said], Callable[[int, str], str]]:
    """What was sent, and how a field of one of them is named. Raises `Unfit`."""
    said = read_object(body, '{"text": "…", "author": "…"} or {"praises": […]}')
    try:
        if "praises" in said:
            return _SaidMany.model_validate_json(body).praises, named_in("praises")
        return [_Said.model_validate_json(body)], named_alone
    except ValidationError as error:
        raise unfit(error) from None


def _judged(index: int, said: _Said, ears: Ears) -> SentPraise | None:
    """The words with whom they name; None when they are no praise of a person."""
    text, author = _text(said), storable(said.author).strip()
    found = find_praised(text, ears.roster, author_slack_id=None, author_name=author)
    score: float | None = None
    reason = "noted by the system that sent it"
    if not said.is_praise:
        names = [name for entry in (*found.sure, *found.proposed) for name in (entry.name, *entry.aliases)]
        verdict = judge(text, names=names, author=author, threshold=ears.threshold)
        if not verdict.is_praise:
            return None
        score, reason = verdict.score, verdict.reason
    return SentPraise(
        index=index,
        words=text,
        author=author,
        customer=storable(said.customer) if said.customer else None,
        person=said.person,
        said_at=said.said_at.astimezone(dt.UTC) if said.said_at else None,
        url=said.url,
        sure=tuple(entry.slack_id for entry in found.sure),
        proposed=tuple(entry.slack_id for entry in found.proposed),
        score=score,
        reason="; ".join(part for part in (reason, found.why) if part),
    )


def _text(said: _Said) -> str:
    return storable(said.text).strip()
