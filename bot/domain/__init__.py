"""Pure rules: dataclasses, parsing and numbers, without Slack or SQL. One file per subject."""
