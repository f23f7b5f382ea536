"""One operation on its way: who asks, the mailbox, and the identifiers that a request names."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sandbox.exchange.mailbox import Mailboxes, Row, change_key
from sandbox.exchange.soap import Element, M, Refusal, elements, error, name_of, success


@dataclass(slots=True)
class Call:
    """`refusals` are words that a test put on the index, with the error for whoever writes them."""

    world: Mailboxes
    account: Row
    operation: str
    element: Element
    refusals: dict[str, str]

    def find(self, path: str) -> Element | None:
        return self.element.find(path)

    def each(self, path: str) -> Iterator[Element]:
        return elements(self.element.find(f"{M}{path}"))

    def answers(self, things: Iterable[Element], answer: Callable[[Element], str]) -> Iterator[str]:
        """One message for each, whatever becomes of the others."""
        for thing in things:
            try:
                yield success(self.operation, answer(thing))
            except Refusal as refusal:
                yield error(self.operation, refusal, self.empty())

    def empty(self) -> str:
        return "<m:Items/>" if self.operation in ("GetItem", "CreateItem", "UpdateItem", "MoveItem") else ""

    # --- what identifiers mean -----------------------------------------------------------------------------

    def folder(self, identifier: Element) -> Row:
        """Of FolderId or DistinguishedFolderId; another mailbox's are not found."""
        wanted = str(identifier.get("Id"))
        if name_of(identifier) == "DistinguishedFolderId":
            wanted = self.account["folders"].get(wanted, "")
        found = self.world.rows("folder").get(wanted)
        if found is None or found["owner"] != self.account["id"]:
            raise Refusal("ErrorFolderNotFound", "The specified folder could not be found in the store.")
        return found

    def target(self, path: str) -> Row:
        """The only folder that an element names."""
        return self.folder(next(self.each(path)))

    def item(self, identifier: Element) -> Row:
        wanted = str(identifier.get("Id"))
        if not wanted.startswith("AAMkAG"):
            raise Refusal("ErrorInvalidIdMalformed", "Id is malformed.")
        found = self.world.rows("item").get(wanted)
        if found is None or found["owner"] != self.account["id"]:
            raise Refusal("ErrorItemNotFound", "The specified object was not found in the store.")
        if found.get("corrupt"):
            raise Refusal("ErrorItemCorrupt", "The item is corrupt.")
        return found

    def check_words(self, written: Iterable[str]) -> None:
        """Raise `Refusal` for what a test wants refused."""
        told = "".join(written)
        for word, code in self.refusals.items():
            if word in told:
                raise Refusal(code)


def is_current(item: Row, identifier: Element) -> bool:
    key = identifier.get("ChangeKey")
    return not key or key == change_key(item)


def flag(text: str | None) -> bool:
    return (text or "").lower() in ("true", "1")
