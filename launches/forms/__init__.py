"""Forms: shape only. Rules that need the database or a person live in the services."""
