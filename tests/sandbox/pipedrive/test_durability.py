"""The stand-in's memory survives its process, however that ends."""

from pathlib import Path

import httpx

from tests.sandbox.pipedrive.desk import Desk
from tests.servers import start_pipedrive


def test_a_killed_stand_in_comes_back_with_all_that_it_answered(tmp_path: Path) -> None:
    child, standin = start_pipedrive(tmp_path, "--no-limits")
    with httpx.Client(base_url=standin.api_domain) as http:
        desk = Desk(standin, http, standin.users[0])
        desk.switch(durable=True, contact_sync=True)
        code = desk.post("/v2/personFields", {"field_name": "Own", "field_type": "varchar"})["field_code"]
        body = {"subscription_url": "http://127.0.0.1:9/x", "event_action": "*", "event_object": "deal", "name": "t"}
        desk.post("/v1/webhooks", body)
        person = desk.person("Ada King", custom_fields={code: "x"}, job_title="Countess")
        child.process.kill()
        child.stop()

    again, standin = start_pipedrive(tmp_path, "--no-limits")
    with httpx.Client(base_url=standin.api_domain) as http:
        desk = Desk(standin, http, standin.users[0])
        found = desk.get(f"/v2/persons/{person['id']}")
        log = desk.patch(f"/v2/persons/{person['id']}", {"name": "Ada Lovelace"})
        webhooks = desk.get("/v1/webhooks")
        following = desk.person()["id"]
    again.stop()

    assert found == person
    assert log["name"] == "Ada Lovelace"
    assert webhooks[0]["event_object"] == "deal"
    assert following == person["id"] + 1
