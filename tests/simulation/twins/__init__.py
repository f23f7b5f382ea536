"""The replaced ports: both sides, the stores and the queues, with all that may go wrong on the way to them."""
