"""The LiteLLM proxy, started as its own command starts it, but unable to leave this machine."""

from home import stay_home

stay_home()

from litellm import run_server  # noqa: E402  # what it fetches when it is imported would be seen

run_server()
