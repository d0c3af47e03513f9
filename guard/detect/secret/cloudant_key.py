"""IBM Cloudant passwords and API keys, by their name or in an address.

https://cloud.ibm.com/docs/Cloudant?topic=Cloudant-managing-access-for-cloudant
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import varied

CLOUDANT_KEY = PatternDetector(
    "CLOUDANT_KEY",
    [
        Pattern(
            r"""(?i:(?<![A-Za-z])(?:cloudant|clou|cl)[-_]?(?:api)?[-_]?(?:key|pwd|pw|password|pass|token)[\"'\]]{0,2}\s{0,3}(?:=>?|:{1,2}=?)\s{0,3}[\"']?)([a-f0-9]{64}|[a-z]{24})(?![\w-])""",
            0.7,
            group=1,
        ),
        Pattern(r"https?://[\w-]{1,60}:([a-f0-9]{64}|[a-z]{24})@[\w-]{1,60}\.cloudant\.com", 0.95, group=1),
    ],
    validate=varied,
    source="https://cloud.ibm.com/docs/Cloudant?topic=Cloudant-managing-access-for-cloudant",
    default=True,
    flags=0,
)
