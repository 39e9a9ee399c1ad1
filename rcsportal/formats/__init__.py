"""How the admin writes moments."""
