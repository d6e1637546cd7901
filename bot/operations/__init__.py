"""Keeping the product's data safe: copies of all of it, and the way back."""
