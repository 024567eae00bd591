"""Training of the praise model, and its comparison with other ways (docs/praise-classifier.md)."""
