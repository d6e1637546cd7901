"""How well messages are understood: the test questions and cross-validation, measured and written down."""
