"""The environment, of which every setting may also come from a file: NAME_FILE."""

from typing import Any

from environs import FileAwareEnv

__all__ = ["env"]


class _Env(FileAwareEnv):
    def _get_value(self, env_key: str, default: Any) -> Any:
        try:
            return super()._get_value(env_key, default)
        except UnicodeDecodeError as cause:  # its own text says which byte, and not which setting
            raise ValueError(f"{env_key}_FILE must name a text file; what it names is none.") from cause


# An editor ends a file with a line end, and no value of ours does.
env = _Env(strip_whitespace=True)
