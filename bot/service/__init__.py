"""One process that serves every chat over HTTP, and tells whoever operates it how it is."""
