"""Admin classes that others build on: typed, and without any way to add, change or delete."""

from typing import TYPE_CHECKING, TypeVar

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)

if TYPE_CHECKING:
    TypedAdmin = admin.ModelAdmin
else:

    class TypedAdmin(admin.ModelAdmin):
        """Django's class, which may be written `TypedAdmin[Agent]`."""

        def __class_getitem__(cls, row: object) -> type:
            return cls


class ReadOnlyAdmin(TypedAdmin[Row]):
    """Nobody adds, changes or deletes these here, a superuser neither. Verbs have buttons of their own."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        """Nobody."""
        return False
