"""Praiseworthy: the program, without knowing who calls it."""
