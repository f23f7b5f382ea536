"""Photos of contacts: set and taken away by the API, and served under an address of their own to whoever knows it."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hashlib import sha256

from sandbox.google.answers import Answer, not_found, told
from sandbox.google.calls import Call, Request
from sandbox.google.people.bodies import read_mask
from sandbox.google.people.book import Book
from sandbox.google.people.refusals import bad, missing
from sandbox.google.people.shown import shown
from sandbox.google.world import World
from sandbox.pictures import png
from sandbox.rows import Row

PREFIX = "/photos/"
KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


class Photos:
    def __init__(self, book: Book) -> None:
        self._book = book

    def update(self, call: Call) -> Answer:
        try:
            content = b64decode(call.fields.get("photoBytes") or "", validate=True)
        except NotBase64:
            raise bad("photoBytes is no base64.") from None
        return self._answered(call, self.give(call.account["id"], self._found(call), content))

    def delete(self, call: Call) -> Answer:
        stored = self._book.put(call.account["id"], {**self._found(call), "photo": ""})
        return self._answered(call, stored)

    def give(self, email: str, body: Row, content: bytes) -> Row:
        if not _kind(content):
            raise bad("The photo is neither JPEG nor PNG.")
        digest = sha256(content).hexdigest()[:32]
        self._book.world.put("photo", {"id": digest, "content": b64encode(content).decode()})
        return self._book.put(email, {**body, "photo": digest})

    def _found(self, call: Call) -> Row:
        found = self._book.find(call.account["id"], f"people/{call.args[0]}")
        if found is None:
            raise missing()
        return found

    def _answered(self, call: Call, body: Row) -> Answer:
        asked = call.one("personFields") or call.fields.get("personFields")
        return told({"person": shown(self._book.world, body, read_mask(asked))} if asked else {})


def served(world: World, request: Request) -> Answer:
    """The size that is asked for is of no matter here. Whoever has none of their own has a grey one."""
    name = request.path.removeprefix(PREFIX).partition("=")[0]
    if name == "default":
        return Answer(200, png(128), "image/png")
    held = world.get("photo", name)
    if held is None or request.method != "GET":
        return not_found().answer()
    content = b64decode(held["content"])
    return Answer(200, content, _kind(content))


def _kind(content: bytes) -> str:
    return next((kind for start, kind in KINDS.items() if content.startswith(start)), "")
