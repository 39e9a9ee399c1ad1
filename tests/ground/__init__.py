"""What the tests stand on: a database of their own, a real browser, a sandbox, a worker."""
