"""The verbs: what people and the worker do. One file per family, keyword-only arguments, `by=` who did it."""
