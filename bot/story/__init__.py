"""The product's side of the playground's sample: what the team has logged, aimed for, measured and said before today.

Everything goes through the use cases that Slack's requests go through, but for the many entries of work.
"""
