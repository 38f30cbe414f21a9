SELECT list_transform($texts, lambda text: core.folded(text));
