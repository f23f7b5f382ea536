"""Microsoft Exchange on a server of one's own: contacts over EWS, through exchangelib."""
