"""A local Slack to try the bot and to test it against. It imports nothing of the product."""
