"""The errors that Slack's side of the protocol knows."""

from collections.abc import Mapping, Sequence


class SlackError(Exception):
    """A refusal with Slack's name for it, the sentences of `response_metadata.messages`, and further `details`."""

    def __init__(self, error: str, messages: Sequence[str] = (), *, details: Mapping[str, str] | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.messages = list(messages)
        self.details = dict(details or {})


class NotAcknowledgedError(Exception):
    """The app did not acknowledge: `operation_timeout` after 3 seconds, `dispatch_failed` when it can't be reached."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error
