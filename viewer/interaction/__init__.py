"""How a hand becomes a gesture: tools, bindings, editing, dispatch."""
