"""A stand-in of a Microsoft Exchange server: mailboxes behind EWS (SOAP) and POX autodiscover, in one process.

`python -m sandbox.exchange --port N --data DIR` starts it. It imports nothing of Tandem, so that a mistake there cannot
hide a mistake here, and nothing of exchangelib, which is the client that it serves.
"""
