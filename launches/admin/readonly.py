"""Admin classes that others build on: typed, and without any way to add, change or delete."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

Row = TypeVar("Row", bound=Model)

if TYPE_CHECKING:
    TypedAdmin = admin.ModelAdmin
else:

    class TypedAdmin(admin.ModelAdmin):
        """Django's class, which may be written `TypedAdmin[Agent]`."""

        def __class_getitem__(cls, row: object) -> type:
            return cls


def who(request: HttpRequest) -> User:
    """The person who is signed in: the admin lets nobody else in."""
    assert isinstance(request.user, User)
    return request.user


class ListAdmin(TypedAdmin[Row]):
    """A list under its own name, without Django's "Select … to change", and without a count of everything."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_title = ""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """As Django draws it, under our title."""
        title = self.list_title or capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})


class ReadOnlyAdmin(ListAdmin[Row]):
    """Nobody adds, changes or deletes these here, a superuser neither. Verbs have buttons of their own."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        """Nobody."""
        return False
