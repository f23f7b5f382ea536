"""How a run over a connection begins, waits, is counted, parks what it cannot do, and comes again."""
