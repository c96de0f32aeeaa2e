"""The admin site: people can be managed, the record of changes only read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from releases_ui.models import Change, User
from releases_ui.services import people
from releases_ui.services.people import GuardError

# What a person may do follows from the role alone.
admin.site.unregister(Group)


@admin.register(User)
class PeopleAdmin(UserAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """People and their roles; Django's own flags follow from the role and are not shown.

    What is done here is done by `services/people.py`, so that its guards hold here, too.
    """

    list_display = ("username", "role", "email", "is_active", "last_login")
    list_filter = ("role", "is_active")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("What this person may do", {"fields": ("role", "is_active")}),
        ("About", {"fields": ("first_name", "last_name", "email", "last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "role", "usable_password", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:  # noqa: ARG002
        """Nobody is deleted: deactivating keeps people out, and their names in the record."""
        return False

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form or save it; nothing of it is saved where a guard refuses a part."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except GuardError as error:
            messages.error(request, f"Nothing was changed. {error}")
            return HttpResponseRedirect(request.get_full_path())

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:  # noqa: FBT001
        """Save what was changed, and nothing else."""
        if not change:
            people.add(request.user, obj)
            return
        changed = set(form.changed_data)
        about = changed - {"role", "is_active"}
        if about:
            obj.save(update_fields=about)
        if "role" in changed:
            people.give_role(request.user, obj.pk, obj.role)
        if "is_active" in changed:
            (people.activate if obj.is_active else people.deactivate)(request.user, obj.pk)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002, ARG002
        """Lead to where a link is made: nobody sets somebody else's password."""
        person = self.get_object(request, unquote(id))
        if person is None:
            raise Http404
        return HttpResponseRedirect(resolve_url("releases:person", person.pk))


@admin.register(Change)
class ChangeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs only
    """The record of changes; nobody adds to it, edits it or deletes from it by hand.

    It only grows, so nothing is offered here that would read all of it for every page; the history has more filters.
    """

    list_display = ("created_at", "actor", "action", "organization", "version", "result")
    list_filter = ("organization",)
    search_fields = ("version", "actor", "note", "request_id")
    sortable_by = ()
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Change]:
        """Return the changes without what may be large; it is read where one of them is opened."""
        return super().get_queryset(request).defer("before", "after", "outcomes", "read_back", "last_state")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        """Nobody adds to the record by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Change | None = None) -> bool:  # noqa: ARG002
        """Nobody edits the record."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Change | None = None) -> bool:  # noqa: ARG002
        """Nobody deletes from the record."""
        return False
