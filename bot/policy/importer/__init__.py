"""An official text, a file or an address, becomes a document folder: see `importing`."""
