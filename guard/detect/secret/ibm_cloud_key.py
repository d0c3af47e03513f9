"""IBM Cloud: IAM keys, secrets of object storage and SoftLayer keys, known by their name only.

https://cloud.ibm.com/docs/account?topic=account-userapikey
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import mixed

IBM_CLOUD_KEY = PatternDetector(
    "IBM_CLOUD_KEY",
    [
        Pattern(
            r"""(?i:(?<![A-Za-z])(?:ibm|iam|cloud)[\w-]{0,20}(?:key|pwd|pass(?:word)?|token)[\"'\]]{0,2}\s{0,3}(?:=>?|:{1,2}=?)\s{0,3}[\"']?)([A-Za-z0-9_-]{44})(?![\w-])""",
            0.7,
            group=1,
        ),
        Pattern(
            r"""(?i:(?<![A-Za-z])(?:ibm[-_]?)?(?:cos[-_]?(?:hmac)?[-_]?)?secret[-_]?(?:access)?[-_]?key[\"'\]]{0,2}\s{0,3}(?:=>?|:{1,2}=?)\s{0,3}[\"']?)([a-f0-9]{48})(?![\w-])""",
            0.7,
            group=1,
        ),
        Pattern(
            r"""(?i:(?<![A-Za-z])(?:softlayer|sl)[-_]?(?:api)?[-_]?(?:key|pwd|pass(?:word)?|token)[\"'\]]{0,2}\s{0,3}(?:=>?|:{1,2}=?)\s{0,3}[\"']?)([a-z0-9]{64})(?![\w-])""",
            0.7,
            group=1,
        ),
        Pattern(r"api\.softlayer\.com/soap/v3(?:\.1)?/([a-z0-9]{64})(?!\w)", 0.95, group=1),
    ],
    validate=mixed,
    source="https://cloud.ibm.com/docs/account?topic=account-userapikey",
    default=True,
    flags=0,
)
