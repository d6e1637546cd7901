"""How fast the product is, beside stock Rasa and beside the bare cost of its work: `make bench`."""
