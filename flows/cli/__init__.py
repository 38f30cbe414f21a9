"""The command line: a module for each verb, in packages by use, and what starts and ends every one of them."""
