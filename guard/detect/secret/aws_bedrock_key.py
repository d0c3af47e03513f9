"""Amazon Bedrock API keys, long and short term.

https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

AWS_BEDROCK_KEY = PatternDetector(
    "AWS_BEDROCK_KEY",
    [
        Pattern(r"\bABSK[A-Za-z0-9+/]{109,269}={0,2}(?![\w+/=-])", 0.9),
        Pattern(r"\bbedrock-api-key-[A-Za-z0-9+/]{40,250}={0,2}(?![\w+/-])", 0.9),
    ],
    validate=varied,
    source="https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html",
    default=True,
    flags=0,
)
