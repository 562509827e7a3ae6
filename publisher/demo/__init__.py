"""The demo: everything real but the outside world, which stands in on loopback with fictional people."""
