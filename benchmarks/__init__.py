"""What Tandem costs, measured side by side with a peer on the same machine in the same run."""
