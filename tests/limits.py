"""How long a test waits for what must happen, before it says that it hangs."""

#: Seconds: no machine is so busy, so whoever waits this long waits for what never comes.
HANG = 300
