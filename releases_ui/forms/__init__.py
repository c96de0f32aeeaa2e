"""Forms: what people type and what addresses carry, checked. Fields are named as the API names them."""
