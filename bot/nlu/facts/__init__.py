"""Hears facts: what a message states of whom, in which bounds, and how surely."""
