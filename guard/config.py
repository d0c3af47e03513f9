"""Settings of the sidecar: ``GUARD_*`` variables over a YAML file over defaults."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from guard.decide.source import read
from guard.errors import ConfigError

_PREFIX = "GUARD_"


class Settings(BaseSettings):
    """Everything that can be set; ``upstream`` is the only one without a default."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="forbid", frozen=True)

    upstream: str | None = Field(default=None, description="address of the provider")
    policy: str = Field(default="default", description="name of a shipped pack, or a path")
    dir: Path = Field(default=Path(".guard"), description="folder of ring, audit store and tenant key")
    tenant: str = Field(default="default", pattern=r"^[A-Za-z0-9._-]{1,64}$", description="id of the tenant")
    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(default=8080, description="port to listen on")
    max_body: int = Field(default=8 << 20, ge=1024, description="bytes of a request body")
    max_reply: int = Field(default=32 << 20, ge=1024, description="bytes of a reply that is not a stream")
    connect_timeout: float = Field(default=5, gt=0, description="seconds to reach the provider")
    read_timeout: float = Field(default=120, gt=0, description="seconds without a byte from the provider")
    screen_timeout: float = Field(default=30, gt=0, description="seconds one screening may take")
    key_needed: bool = Field(default=True, description="refuse requests without a provider key")
    forward_headers: tuple[str, ...] = Field(default=(), description="further request headers to pass on")
    models: tuple[str, ...] = Field(default=(), description="model names that records may show")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file, whose values come in as arguments."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


def load(path: Path | None, **given: Any) -> Settings:
    """Load the settings.

    Args:
        path: a YAML file, or None.
        given: what the command line says; None means unsaid. It wins over everything.

    Raises:
        ConfigError: naming every setting at fault.
        PolicyError: if the file is no YAML mapping.
    """
    source = None if path is None else read(path)
    try:
        settings = Settings(**(source.data if source else {}))
        said = {name: value for name, value in given.items() if value is not None}
        # Checked like the rest, which a plain copy with changes would not be.
        return Settings.model_construct(**{**settings.model_dump(), **_checked(said)})
    except ValidationError as bad:
        raise ConfigError("\n".join(_say(error, source) for error in bad.errors(include_url=False))) from None


def _checked(said: dict[str, Any]) -> dict[str, Any]:
    checked = Settings.__pydantic_validator__.validate_python(said)
    return {name: getattr(checked, name) for name in said}


def _say(error: Any, source: Any) -> str:
    name = ".".join(str(step) for step in error["loc"])
    message = "unknown setting" if error["type"] == "extra_forbidden" else str(error["msg"])
    message = message.replace("Input should be", "expected")
    if source is not None and error["loc"] in source.lines:
        return str(source.problem(error["loc"], message))
    return f"{_PREFIX}{name.upper()}: {message}"
