"""The page of the playground: a chat program in the browser, drawn from the workspace by NiceGUI."""

from playground.page.window import mount

__all__ = ["mount"]
