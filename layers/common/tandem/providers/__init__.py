"""The adapters: each speaks one provider's protocol and implements the ports."""
