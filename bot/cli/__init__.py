"""The command line `bot …`, thin: each module is one group of commands over the package's own functions."""
