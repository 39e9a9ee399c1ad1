"""A pretend Kaleyra over real HTTP, for trying, training and testing. Nothing sent here reaches a carrier."""
