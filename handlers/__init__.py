"""Slack's side: one file per subject, holding its command, shortcut, actions and views."""
