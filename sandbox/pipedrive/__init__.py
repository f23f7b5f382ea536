"""A stand-in of Pipedrive: one company behind the real API's paths, shapes, limits and webhooks, in one process.

`python -m sandbox.pipedrive --port N --data DIR` starts it; its switches and its control API are described in
`docs/sandbox.md`. It imports nothing of Tandem, so that a mistake there cannot hide a mistake here.
"""
