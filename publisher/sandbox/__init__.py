"""Stand-ins on loopback for the services that publisher talks to. Imported by the demo and the tests only."""
