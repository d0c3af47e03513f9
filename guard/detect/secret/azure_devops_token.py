"""Personal access tokens of Azure DevOps: new ones say ``AZDO``, old ones only their name gives away.

https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate
"""

from guard.detect.patterns import Pattern, PatternDetector
from guard.detect.secret.values import credentials_of, mixed, named

AZURE_DEVOPS_TOKEN = PatternDetector(
    "AZURE_DEVOPS_TOKEN",
    [
        Pattern(r"\b[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}\b", 0.9),
        *named("(?:azure.?devops|azdo|ado|vsts|system.?access)", "[a-z0-9]{52}"),
    ],
    context=credentials_of("azure devops", "azdo", "ado", "vsts"),
    validate=mixed,
    source="https://learn.microsoft.com/en-us/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate",
    default=True,
    flags=0,
)
