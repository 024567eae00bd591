"""Files as an app uploads them: a ticket, the bytes, then the file where it is shared.

Pages "Working with files", "files.getUploadURLExternal method", "files.completeUploadExternal method", "File object".
"""

import mimetypes
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from playground.errors import SlackError
from playground.ids import new_id
from playground.model import Json

CEILING_BYTES = 50_000_000
"""What the contents of all files may take; the oldest go first, and one that is larger is refused."""

MOST_UPLOADS = 20
"""Tickets that may be open at a time: what is never completed, Slack discards too."""

_FILE_TYPES = {
    "csv": "CSV",
    "xlsx": "Excel Spreadsheet",
    "json": "JSON",
    "zip": "Zip",
    "pdf": "PDF",
    "png": "PNG",
    "txt": "Plain Text",
}
"""What Slack calls them ("File object", its file types)."""


@dataclass(slots=True)
class Upload:
    """A ticket: what was announced, and the bytes once they have come."""

    file_id: str
    filename: str
    length: int
    content: bytes | None = None


@dataclass(slots=True)
class Files:
    """Uploads under way by their tickets, and the contents of shared files by their keys.

    `base` is the playground's own address. A ticket and a key are unguessable last parts of addresses: Slack asks
    for a signed-in person instead, whom the playground doesn't have.
    """

    base: str = ""
    ceiling_bytes: int = CEILING_BYTES
    _uploads: dict[str, Upload] = field(default_factory=dict)
    _contents: dict[str, bytes] = field(default_factory=dict)

    def announce(self, filename: str, length: int) -> Upload:
        """A new upload; raises SlackError `missing_argument` for an empty file, `file_upload_size_restricted`."""
        if length < 1:
            raise SlackError("missing_argument")
        if length > self.ceiling_bytes:
            raise SlackError("file_upload_size_restricted")
        while len(self._uploads) >= MOST_UPLOADS:
            del self._uploads[next(iter(self._uploads))]
        upload = Upload(new_id("F"), filename.replace("/", "_"), length)
        self._uploads[secrets.token_urlsafe(24)] = upload
        return upload

    def upload_url(self, upload: Upload) -> str:
        """Where its bytes are to be posted."""
        ticket = next(ticket for ticket, one in self._uploads.items() if one is upload)
        return f"{self.base}/upload/v1/{ticket}"

    def receive(self, ticket: str, content: bytes) -> int:
        """Takes the bytes and counts them.

        Raises SlackError `file_not_found` for an unknown ticket, `invalid_length` where others were announced.
        """
        upload = self._uploads.get(ticket)
        if upload is None:
            raise SlackError("file_not_found")
        if len(content) != upload.length:
            raise SlackError("invalid_length")
        upload.content = content
        return len(content)

    def complete(self, file_ids: Sequence[str]) -> list[Upload]:
        """Ends uploads, all or none; raises SlackError `file_not_found`, also for one whose bytes never came."""
        by_file = {one.file_id: (ticket, one) for ticket, one in self._uploads.items() if one.content is not None}
        if not set(file_ids) <= set(by_file):
            raise SlackError("file_not_found")
        found = [by_file[file_id] for file_id in file_ids]
        for ticket, _ in found:
            del self._uploads[ticket]
        return [upload for _, upload in found]

    def keep(self, upload: Upload, *, title: str, user: str, channel: str | None) -> Json:
        """Keeps the content, and gives the file as Slack describes it ("File object")."""
        content = upload.content or b""
        key = secrets.token_urlsafe(24)
        self._contents[key] = content
        while sum(map(len, self._contents.values())) > self.ceiling_bytes:
            del self._contents[next(iter(self._contents))]
        ending = upload.filename.rpartition(".")[2].lower() if "." in upload.filename else "txt"
        address, name = f"{self.base}/files-pri/{key}", quote(upload.filename)
        return {
            "id": upload.file_id,
            "created": int(time.time()),
            "timestamp": int(time.time()),
            "name": upload.filename,
            "title": title or upload.filename,
            "mimetype": media_type(upload.filename),
            "filetype": ending,
            "pretty_type": _FILE_TYPES.get(ending, ending.upper()),
            "user": user,
            "size": len(content),
            "mode": "hosted",
            "is_external": False,
            "is_public": bool(channel and channel.startswith("C")),
            "url_private": f"{address}/{name}",
            "url_private_download": f"{address}/download/{name}",
            "channels": [channel] if channel and channel.startswith("C") else [],
            "ims": [channel] if channel and channel.startswith("D") else [],
        }

    def content(self, key: str) -> bytes:
        """What was kept under a key; raises SlackError `file_not_found` where it is gone, after a restart too."""
        if key not in self._contents:
            raise SlackError("file_not_found")
        return self._contents[key]

    def path_of(self, file: Json) -> str | None:
        """Where a shared file is fetched on this server; None when its content is no longer kept."""
        path = urlsplit(str(file.get("url_private_download"))).path
        return path if any(f"/files-pri/{key}/" in path for key in self._contents) else None


def media_type(filename: str) -> str:
    """By the name's ending; bytes of no known kind otherwise."""
    return mimetypes.guess_type(filename)[0] or "application/octet-stream"
