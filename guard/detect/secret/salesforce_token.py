"""Salesforce session ids and access tokens: an organisation's id, ``!`` and 96 characters; secrets by their name.

https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_oauth_and_connected_apps.htm
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

SALESFORCE_TOKEN = PatternDetector(
    "SALESFORCE_TOKEN",
    [
        Pattern(r"\b00D[A-Za-z0-9]{12,15}![A-Za-z0-9._]{80,120}(?![\w.])", 0.95),
        *named("(?:salesforce|sfdc|sf)", "(?:[A-F0-9]{64}|[A-Za-z0-9]{24})"),
    ],
    context=credentials_of("salesforce", "sfdc"),
    validate=mixed,
    source="https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_oauth_and_connected_apps.htm",
    default=True,
    flags=0,
)
