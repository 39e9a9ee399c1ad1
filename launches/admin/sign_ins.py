"""Who signed in, or tried to. Only read here; records are removed by age alone."""

from axes.models import AccessFailureLog, AccessLog
from django.contrib import admin

from launches.admin.readonly import ReadOnlyAdmin

WHO = ("attempt_time", "username", "ip_address", "user_agent")

admin.site.unregister(AccessLog)
admin.site.unregister(AccessFailureLog)


@admin.register(AccessLog)
class SignInAdmin(ReadOnlyAdmin[AccessLog]):
    """Who signed in and out, when and from where."""

    list_title = "Sign-ins"
    search_help_text = "Search by user name and address"
    list_display = fields = (*WHO, "logout_time")
    search_fields = ("username", "ip_address")
    date_hierarchy = "attempt_time"


@admin.register(AccessFailureLog)
class FailedSignInAdmin(ReadOnlyAdmin[AccessFailureLog]):
    """Who tried to sign in and failed."""

    list_title = "Failed sign-ins"
    search_help_text = "Search by user name and address"
    list_display = fields = (*WHO, "locked_out")
    search_fields = ("username", "ip_address")
    date_hierarchy = "attempt_time"
