"""The admin site: people can be managed, the record of changes only read."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from releases_ui.models import Change, User

admin.site.site_header = "Releases: people and records"
admin.site.site_title = "Releases"
admin.site.index_title = "People and records"
# What a person may do follows from the role alone.
admin.site.unregister(Group)


@admin.register(User)
class PeopleAdmin(UserAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """People and their roles; Django's own flags follow from the role and are not shown."""

    list_display = ("username", "role", "email", "is_active", "last_login")
    list_filter = ("role", "is_active")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("What this person may do", {"fields": ("role", "is_active")}),
        ("About", {"fields": ("first_name", "last_name", "email", "last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "role", "usable_password", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")


@admin.register(Change)
class ChangeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """The record of changes; nobody adds to it, edits it or deletes from it by hand."""

    list_display = ("created_at", "actor", "action", "organization", "version", "result")
    list_filter = ("result", "action", "organization")
    search_fields = ("version", "actor", "note", "request_id")
    date_hierarchy = "created_at"

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        """Nobody adds to the record by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Change | None = None) -> bool:  # noqa: ARG002
        """Nobody edits the record."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Change | None = None) -> bool:  # noqa: ARG002
        """Nobody deletes from the record."""
        return False
