"""Measurements of the product, run by hand or by `make bench`."""
