"""Tests of the renderer: on pixels and files, with fictional people only."""
