"""Makes problems: templates draw questions, splits freeze them."""
