"""A stand-in of Google: accounts, their consent and tokens, and the Calendar API v3 with its pushes, in one process.

`python -m sandbox.google --port N --data DIR` starts it. What any API of Google needs (accounts, OAuth, batch, push,
contract, control) is here; what only the calendar knows is in `sandbox.google.calendar`. It imports nothing of Tandem,
so that a mistake there cannot hide a mistake here.
"""
