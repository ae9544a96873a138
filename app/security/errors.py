"""What security refuses, in words meant for whoever asked."""

from viewer.core.errors import ViewerError


class SecurityError(ViewerError):
    """Accounts or the audit trail cannot be used, or a sign-in was refused."""
