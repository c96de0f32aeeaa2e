"""The team of the invented organization: nobody here exists."""

from __future__ import annotations

from dataclasses import dataclass

DOMAIN = "acme.example"


@dataclass(frozen=True)
class Person:
    """Someone who commits, deploys or owns a release."""

    name: str
    account: str

    @property
    def email(self) -> str:
        """The person's address, in a domain that is reserved for examples."""
        return f"{self.account}@{DOMAIN}"


TEAM = (
    Person("Ayşe Demirtepe", "ayse.demirtepe"),
    Person("Björn Hallgrund", "bjorn.hallgrund"),
    Person("Chidinma Ezeala", "chidinma.ezeala"),
    Person("Daiyu Renshan", "daiyu.renshan"),
    Person("Eleni Markopetra", "eleni.markopetra"),
    Person("Farid Rahmouli", "farid.rahmouli"),
    Person("Grzegorz Wiśnioch", "grzegorz.wisnioch"),
    Person("Hina Aokawara", "hina.aokawara"),
    Person("Ikaika Nahalea", "ikaika.nahalea"),
    Person("Jūratė Balsinytė", "jurate.balsinyte"),
    Person("Kwabena Asantri", "kwabena.asantri"),
    Person("Leilani Tuimavae", "leilani.tuimavae"),
    Person("Marisol Quinterra", "marisol.quinterra"),
    Person("Nguyễn Thảo Vyên", "thao.vyen"),
    Person("Oluwaseun Adebarin", "oluwaseun.adebarin"),
    Person("Priya Raghunandh", "priya.raghunandh"),
    Person("Quentin Delormeau", "quentin.delormeau"),
    Person("Rhiannon O'Cadwal", "rhiannon.ocadwal"),
    Person("Søren Kjeldmark", "soren.kjeldmark"),
    Person("Tariq al-Masruqi", "tariq.almasruqi"),
    Person("Usha Venkatrama", "usha.venkatrama"),
    Person("Василиса Морозкова", "vasilisa.morozkova"),
    Person("Wanjiru Mwendala", "wanjiru.mwendala"),
    Person("Ximena Huarcayo", "ximena.huarcayo"),
    Person("יעל בן־שוהמי", "yael.benshohami"),
    Person("张若溪岚", "ruoxilan.zhang"),
)

#: Commits of the pipeline itself: version bumps, dependency updates.
BOT = Person("Release Bot", "release-bot")
