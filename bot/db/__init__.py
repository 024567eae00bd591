"""Tables and queries, one file per subject, and the store: the one door to the database."""
