"""A stand-in of Google: accounts, their consent and tokens, the Calendar API v3 with its pushes, and the People API v1.

`python -m sandbox.google --port N --data DIR` starts it. What any API of Google needs (accounts, OAuth, batch, push,
contract, control) is here; what only one of them knows is in `sandbox.google.calendar` and
`sandbox.google.people`. It imports nothing of Tandem, so that a mistake there cannot hide a mistake here.
"""
