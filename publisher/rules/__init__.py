"""What may happen and how it is said: values in, values out."""
