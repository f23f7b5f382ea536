"""A stand-in of Microsoft: accounts, their consent and tokens by TLS, and Graph v1.0 as far as contacts need it.

`python -m sandbox.microsoft --port N --data DIR` starts it. What any part of Graph needs (accounts, OAuth, batches,
subscriptions, contract, control) is here; what only contacts know is in `sandbox.microsoft.contacts`. It imports
nothing of Tandem, so that a mistake there cannot hide a mistake here.
"""
