"""Admin classes that others build on: typed, and without any way to add, change or delete."""

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
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
    """Pages under their own names, without Django's "Select … to change", and without a count of everything."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_title = ""
    when_empty = "Nothing yet."

    @property
    def title(self) -> str:
        """What people call this list."""
        return self.list_title or capfirst(str(self.opts.verbose_name_plural))

    def title_of(self, obj: Row) -> str:
        """What people call this one."""
        return str(obj)

    def row_for(self, request: HttpRequest, object_id: str | int) -> Row:
        """The row, if this person may see it. Raises PermissionDenied, Http404."""
        row = self.get_object(request, str(object_id))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        if row is None:
            raise Http404
        return row

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """As Django draws it, under our title."""
        ours = {"title": self.title, "when_empty": self.when_empty}
        return super().changelist_view(request, {**ours, **(extra_context or {})})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """As Django draws it, under the name of the row."""
        obj = kwargs.get("obj")
        names = {"title": self.title_of(obj), "subtitle": None} if obj else {}
        context.update(names, list_title=self.title)
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What was done to it here."""
        return super().history_view(request, object_id, {"list_title": self.title, **(extra_context or {})})


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
