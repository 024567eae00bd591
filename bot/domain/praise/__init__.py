"""Does a message praise a person's service? Read by a small model that runs here (docs/praise-classifier.md)."""
