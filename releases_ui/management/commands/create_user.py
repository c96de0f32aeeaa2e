"""Adds a person, or gives an existing one another role."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from releases_ui.models import Role, User
from releases_ui.services import people
from releases_ui.services.people import COMMAND_LINE, GuardError


class Command(BaseCommand):
    help = (
        "Add a person who may sign in. The password is taken from DASHBOARD_PASSWORD, or asked for. "
        "Somebody who has lost theirs: an admin makes a link at /people/, or manage.py changepassword NAME"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--role", choices=Role.values, required=True)
        parser.add_argument("--update", action="store_true", help="give a person who exists this role")

    def handle(self, *args: Any, **options: Any) -> None:
        # As the sign-in page reads it.
        name, role = User.normalize_username(options["name"]), options["role"]
        existing = User.objects.filter(username=name).first()
        if existing is None:
            _add(name, role)
            self.stdout.write(f"{name} can sign in, as {role}.")
        elif options["update"]:
            _give_role(existing, role)
            self.stdout.write(f"{name} now is {role}; the password stays as it was.")
        else:
            raise CommandError(f"{name} exists already, as {existing.role}. --update gives them another role.")


def _add(name: str, role: str) -> None:
    user = User(username=name, role=role)
    try:
        user.clean_fields(exclude=["password"])
        user.clean()
        password = _password()
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    user.set_password(password)
    people.add(COMMAND_LINE, user)


def _give_role(person: User, role: str) -> None:
    try:
        people.give_role(COMMAND_LINE, person.pk, role)
    except GuardError as error:
        raise CommandError(str(error)) from error


def _password() -> str:
    given = os.environ.get("DASHBOARD_PASSWORD")
    if given:
        return given
    password = getpass("Password: ")
    if getpass("The same again: ") != password:
        raise CommandError("The two passwords differ.")
    return password
