"""What Tandem remembers: typed repositories over the one keyed table, the vault and the blobs."""
