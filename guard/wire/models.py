"""Lists of models, and one of them: a request without a body, a reply of names. OpenAI's and Anthropic's.

Source: OpenAI's and Anthropic's descriptions of ``GET /v1/models`` and ``GET /v1/models/{model}``.
"""

from guard.wire.document import Paths

QUERY = frozenset(("after_id", "before_id", "limit"))

REPLY = Paths(
    opaque=frozenset(
        """
        /created /created_at /data/*/created /data/*/created_at /data/*/id /data/*/object /data/*/owned_by
        /data/*/type /error/code /error/type /first_id /id /last_id /object /owned_by /type
        """.split()
    ),
    names=frozenset(
        """
        code created created_at data display_name error first_id has_more id last_id message object owned_by
        param shutdown_date type
        """.split()
    ),
)
