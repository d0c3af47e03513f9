"""`guard key`: keys of those who call."""

from guard.commands.shared import JsonOption, out, print_json


def key_new(as_json: JsonOption = False) -> None:
    """Make a random key and print it once, with the digest that goes into ``caller_keys``."""
    from guard.tenancy.credentials import digest, new_key  # noqa: PLC0415  # the service behind it is slow to import

    key = new_key()
    if as_json:
        print_json({"key": key, "digest": digest(key)})
        return
    out.print(f"key     {key}", markup=False)
    out.print(f"digest  {digest(key)}", markup=False)
