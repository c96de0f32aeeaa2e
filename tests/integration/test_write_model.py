"""Random sequences of edits by two people, undos, lost answers, ignored fields and edits from outside.

A model knows what each person had seen and typed, and what really reached the server. Two things must hold whatever
happens: nothing is overwritten that its editor had not seen, and the record says what happened. The one exception is an
edit from outside inside the window between our last read and the PUT, which no server lets anybody close.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from releases_ui.demo_api.faults import Fault
from releases_ui.demo_api.server import DemoServer
from releases_ui.models import Change
from releases_ui.services import settling
from tests import colleague
from tests.pages import form_data, soup
from tests.write_model import (
    FIELDS,
    TROUBLE,
    Person,
    Post,
    Values,
    Write,
    as_text,
    as_values,
    check_fields,
    check_record,
    check_settled,
    new_value,
    numbers,
)

pytestmark = pytest.mark.django_db

#: How often each is tried: most of all, people save.
ACTIONS = ("save",) * 6 + ("open", "outside", "wait") * 2 + ("undo",) * 3 + ("arrive",) * 2 + ("look",)
_UNDO = 'form:has([name="undoes"])'


class Writing(RuleBasedStateMachine):
    """Two people and somebody outside, on one release."""

    server: DemoServer
    clients: tuple[Client, Client]
    #: What has happened, over all sequences: a model that tries nothing proves nothing.
    tried: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.version = f"shop@{next(numbers)}"
        self.server.add(version=self.version, ref=new_value("ref"), dateReleased=new_value("dateReleased"))
        self.page = f"/acme/releases/{quote(self.version)}/"
        self.people = tuple(Person(client) for client in self.clients)
        #: By the number of the change.
        self.writes: dict[int, Write] = {}
        #: Of those that were lost and may still arrive, what was sent.
        self.on_their_way: dict[int, bytes] = {}
        self.is_sound = True

    # Drawn evenly by a random of hypothesis's own: what it draws by itself is mostly the first of everything.
    @rule(dice=st.randoms(use_true_random=True))
    def act(self, dice: Random) -> None:
        action, person, at = dice.choice(ACTIONS), dice.choice(self.people), dice.choice(FIELDS)
        trouble = dice.choice([*["nothing"] * 4, *TROUBLE])
        self.is_sound = False
        if action == "open":
            self.open_form(person)
        elif action == "undo" and self.writes:
            self.undo(person, dice.choice(sorted(self.writes)), trouble, at)
        elif action == "outside":
            self.edit_outside(at)
        elif action == "arrive" and self.on_their_way:
            self.arrive_late(dice.choice(sorted(self.on_their_way)))
        elif action == "look":
            person.client.get(self.page)
        elif action == "wait":
            self.wait()
        else:
            self.save(person, dice, trouble, at)
        self.is_sound = True

    # what people do

    def open_form(self, person: Person) -> None:
        person.form = form_data(person.client.get(f"{self.page}edit/"))
        person.seen = self.values()

    def save(self, person: Person, dice: Random, trouble: str, at: str) -> None:
        if not person.form:
            self.open_form(person)
        # None: the form is sent as it stands, as people do after a failure.
        touched = [name for name in FIELDS if name in person.form and dice.random() < 0.5]
        changes = {name: "" if dice.random() < 0.15 else new_value(name) for name in touched}
        mine = {name for name in FIELDS if dice.random() < 0.5}
        choices = {f"choice-{name}": "mine" if name in mine else "theirs" for name in person.choosing}
        asked = person.form | changes | choices | {"time_zone": "UTC"}
        post = Post(seen=person.seen, typed=as_values(asked), left_alone=person.choosing - mine)
        self.send(person, asked, post, trouble, at)

    def undo(self, person: Person, number: int, trouble: str, at: str) -> None:
        proposal = person.client.get(f"/acme/history/{number}/undo/")
        if soup(proposal).select_one(_UNDO) is None:
            return
        self.tried["undo"] += 1
        asked = form_data(proposal, _UNDO)
        # Whoever takes a change back goes by what it left behind, whatever stands there now.
        write = self.writes[number]
        seen = {name: write.wanted[name] if name in write.applied else write.after[name] for name in FIELDS}
        self.send(person, asked, Post(seen=seen, typed=as_values(asked)), trouble, at)

    def edit_outside(self, name: str) -> None:
        if name == "url" and self.server.dialect == "glitchtip":
            return
        colleague.edit(self.server, self.version, **{name: new_value(name)})
        self.blur(name)

    def arrive_late(self, number: int) -> None:
        self.tried["late arrival"] += 1
        before, write = self.values(), self.writes[number]
        colleague.put(self.server, self.version, self.on_their_way.pop(number))
        write.after = self.values()
        for name in FIELDS:
            # Nothing that this dashboard wrote meanwhile: what it overwrites is what it was to, or somebody outside's.
            is_fair = before[name] == write.before[name] or name in write.outside
            assert write.after[name] == before[name] or is_fair
        write.applied = {name for name, value in write.wanted.items() if write.after[name] == value}

    def wait(self) -> None:
        """Let so much time pass that nothing can arrive any more."""
        late = timezone.now() - settling.GRACE - timedelta(seconds=1)
        Change.objects.filter(version=self.version, completed_at=None).update(created_at=late)
        self.on_their_way.clear()

    # what must hold

    def send(self, person: Person, asked: dict[str, Any], post: Post, trouble: str, at: str) -> None:
        """Post the form under some trouble, and check what it did to the server and to the record."""
        planned = self.plan(trouble, at)
        before, known, puts = self.values(), set(self.changes()), self.bodies()
        response = person.client.post(f"{self.page}edit/", asked)
        self.server.faults.clear()
        sent = self.bodies()[len(puts) :]
        new = [number for number in self.changes() if number not in known]
        assert len(new) == len(sent)
        # Whatever is on its way could overwrite it.
        assert not (new and self.on_their_way)
        after, wanted = self.values(), post.wanted(before) if new else {}
        applied = {name for name, value in wanted.items() if TROUBLE[trouble] and after[name] == value}
        write = Write(before=before, wanted=wanted, after=after, applied=applied)
        check_fields(post, write, planned if new else {}, replaces=self.server.dialect == "glitchtip")
        if new:
            self.keep(new[0], write, trouble, sent[0])
            for name in planned:
                self.blur(name)
        if new:
            self.tried[trouble] += 1
        self.go_on(person, response)

    def keep(self, number: int, write: Write, trouble: str, body: bytes) -> None:
        """Remember how a write really went, and check what the record says of it."""
        change = Change.objects.get(pk=number)
        check_record(change, write)
        self.writes[number] = write
        if trouble.startswith("write lost") and change.completed_at is None:
            self.on_their_way[number] = body

    def blur(self, name: str) -> None:
        """An edit from outside hides what became of the writes that nobody has settled yet."""
        still_open = set(Change.objects.filter(version=self.version, completed_at=None).values_list("pk", flat=True))
        for number, write in self.writes.items():
            write.outside.add(name)
            write.is_blurred |= number in still_open and name in write.wanted

    def teardown(self) -> None:
        """Let everything be settled, and check every record against what really happened."""
        if not self.is_sound:
            return
        self.wait()
        self.people[0].client.get(self.page)
        assert self.changes() == sorted(self.writes)
        for number, write in self.writes.items():
            check_settled(Change.objects.get(pk=number), write)

    # how it is arranged

    def plan(self, trouble: str, at: str) -> Values:
        """Plan what goes wrong; return what somebody outside writes inside the window."""
        if trouble == "edit in the window" and not (at == "url" and self.server.dialect == "glitchtip"):
            value = new_value(at)
            self.server.plan(Fault("other_editor", method="PUT", fields={at: value}))
            return {at: as_text(value)}
        plans: dict[str, Callable[[], Fault]] = {
            "answer lost": lambda: Fault("drop_after", method="PUT"),
            "write lost": lambda: Fault("reset", method="PUT"),
            "refused": lambda: Fault("status", method="PUT", code=403, body={"detail": "No."}),
            "field ignored": lambda: Fault("ignore_field", method="PUT", fields=[at]),
        }
        first, _, blind = trouble.partition(", ")
        if first in plans:
            self.server.plan(plans[first]())
        if blind:
            path = quote(self.version)
            self.server.plan(Fault("status", method="GET", path_contains=path, code=500, skip=1))
        return {}

    def go_on(self, person: Person, response: HttpResponseBase) -> None:
        """Keep the form that the answer shows, with what it has told; or close it."""
        if soup(response).select_one('form:has([name="opened_on"])') is None:
            person.form, person.seen = {}, {}
            return
        person.form = form_data(response)
        self.tried["conflict"] += bool(person.choosing)
        person.seen = as_values(json.loads(person.form["opened_on"]))

    def values(self) -> Values:
        return as_values(self.server.release(self.version))

    def changes(self) -> list[int]:
        return sorted(Change.objects.filter(version=self.version).values_list("pk", flat=True))

    def bodies(self) -> list[bytes]:
        return [seen.body for seen in self.server.requests if seen.method == "PUT"]


def test_nothing_unseen_is_overwritten_and_the_record_tells_what_happened(
    either: DemoServer, editor: Client, admin: Client
) -> None:
    counted: Counter[str] = Counter()
    examples = int(os.environ.get("MODEL_EXAMPLES", "0"))

    # The same sequences each time, so that a failure means a fault of the change; MODEL_EXAMPLES tries as many others.
    @seed(None if examples else 20261120)
    class Here(Writing):
        server = either
        clients = (editor, admin)
        tried = counted

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=examples or 40,
            stateful_step_count=12,
            deadline=None,
            database=None,
            derandomize=False,
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert [name for name in (*TROUBLE, "undo", "late arrival", "conflict") if not counted[name]] == []
