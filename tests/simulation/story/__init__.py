"""How a story goes on, is drawn, kept, made shorter and told."""
