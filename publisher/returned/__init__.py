"""Mail that comes back, read: values in, values out, no database. No input raises."""

from publisher.returned.read import Kind, Returned, read

__all__ = ["Kind", "Returned", "read"]
