"""Three plain tables of the size of a register: a contact, its child and the team that has it."""

from django.db import models


class Named(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Child(Named):
    pass


class Team(Named):
    pass


class Contact(models.Model):
    reference = models.CharField(max_length=20)
    source = models.CharField(max_length=40)
    concern = models.CharField(max_length=40)
    rating = models.CharField(max_length=10)
    state = models.CharField(max_length=20)
    urgent = models.BooleanField()
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    child = models.ForeignKey(Child, models.CASCADE)
    team = models.ForeignKey(Team, models.CASCADE)


class EveryContact(Contact):
    """The same rows in a list of its own, of which a page holds more."""

    class Meta:
        proxy = True
