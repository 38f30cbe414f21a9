"""The outlets that come along: one file each, which binds its declaration to the name OUTLET."""
