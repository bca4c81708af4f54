"""One module a command: NAME, HELP, configure(parser), execute(options)."""
