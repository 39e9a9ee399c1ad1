"""People: accounts, their groups, and the record of what was done in the admin."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest

from launches.admin.readonly import ReadOnlyAdmin
from launches.services import sessions

# Who may edit people must not be able to make themselves, or anybody, more than an admin.
ONLY_FOR_SUPERUSERS = ("is_superuser", "user_permissions")

admin.site.unregister(User)


if TYPE_CHECKING:
    BaseUserAdmin = UserAdmin[User]
else:
    BaseUserAdmin = UserAdmin


@admin.register(User)
class PersonAdmin(BaseUserAdmin):
    """Django's own page for people, without the ways to rise above one's own rights."""

    list_display = ("username", "first_name", "last_name", "email", "groups_joined", "is_staff", "last_login")
    list_filter = ("groups", "is_active", "is_staff")
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    actions = ("sign_out_everywhere",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With their groups."""
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> "forms.ModelMultipleChoiceField[Any] | None":
        """The few groups as boxes to tick."""
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[Any, ...]:
        """What only a superuser may give."""
        fields = tuple(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else (*fields, *ONLY_FOR_SUPERUSERS)

    def save_model(
        self, request: HttpRequest, obj: User, form: "forms.ModelForm[User]", change: bool
    ) -> None:
        """Whoever is switched off is signed out everywhere, at once."""
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            sessions.end_all(obj)

    @admin.action(description="Sign out everywhere", permissions=["change"])
    def sign_out_everywhere(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """Each of them has to sign in again."""
        theirs = [person for person in people if self.has_change_permission(request, person)]
        for person in theirs:
            sessions.end_all(person)
            self.log_change(request, person, "Signed out everywhere")
        names = ", ".join(person.get_username() for person in theirs)
        messages.success(request, f"Signed out everywhere: {names or 'nobody'}.")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only a superuser changes a superuser; their password least of all."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody: history names people. Whoever leaves becomes inactive."""
        return False

    @admin.display(description="Groups")
    def groups_joined(self, user: User) -> str:
        """By name."""
        return ", ".join(group.name for group in user.groups.all())


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin[LogEntry]):
    """What was done in the admin, by whom."""

    list_title = "Record of the admin"
    list_display = ("action_time", "user", "content_type", "object_repr", "said")
    list_filter = ("content_type", "action_flag")
    search_fields = ("object_repr", "change_message", "user__username")
    date_hierarchy = "action_time"
    list_select_related = ("user", "content_type")
    fields = ("action_time", "user", "content_type", "object_id", "object_repr", "said")

    @admin.display(description="What was done")
    def said(self, entry: LogEntry) -> str:
        """In words."""
        return entry.get_change_message()
