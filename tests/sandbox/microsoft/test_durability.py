"""What was written is there after a restart: contacts, folders, rounds of delta, grants, and the addresses."""

from pathlib import Path

from tests.sandbox.microsoft.desk import ANNA, start_microsoft


def test_a_second_start_goes_on_where_the_first_ended(tmp_path: Path) -> None:
    child, first = start_microsoft(tmp_path)
    desk = first.desk(ANNA)
    kept, gone = desk.create()["id"], desk.create()["id"]
    path = "me/contactFolders/contacts/contacts/delta"
    token = desk.round(path)[1].partition("deltatoken=")[2]
    desk.edit("delete", id=gone)
    first.http.close()
    child.stop()

    child, second = start_microsoft(tmp_path)
    try:
        again = second.desk(ANNA)
        link = f"{second.said['graph_url']}/{path}?%24deltatoken={token}"
        items, _ = again.round(link)
        assert [one["id"] for one in items] == [gone]
        assert again.ok("GET", f"me/contacts/{kept}")["id"] == kept
        assert second.said["authority"] == first.said["authority"]
        assert second.said["client_id"] == first.said["client_id"]
    finally:
        second.http.close()
        child.stop()
