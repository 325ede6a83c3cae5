from django.db import models
from django_fsm import FSMField, transition
from django_fsm_log.decorators import fsm_log_by


def named(dossier):
    return (
        Person.objects.filter(dossier=dossier, role="elected_lead").exists()
        and Person.objects.filter(dossier=dossier, role="industry_lead").exists()
    )


class Dossier(models.Model):
    name = models.TextField(unique=True)
    state = FSMField(default="announced", protected=True)

    @fsm_log_by
    @transition(field=state, source="announced", target="engaged", conditions=[named])
    def engage(self, by=None):
        """Begin."""


class Person(models.Model):
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE)
    role = models.TextField()
    name = models.TextField()
