"""One file an outlet: the facts about it, bound to the name OUTLET."""
