"""The peer of bench/advance.py: Django, django-fsm-2 and django-fsm-log, one guarded transition and its log row.

Run by the benchmark in an environment of its own, with: DATABASE JOURNAL SYNCHRONOUS ROUNDS SINGLE BATCH. It takes its
turn when told: for each line it reads, `single` or `batch`, it answers with the seconds that a transition took.
It does less than Jalon: no actor's rights, no chained hash, no disclosures, no sequence number.
"""

import sys
import time
import warnings

warnings.simplefilter("ignore")
database, journal, synchronous = sys.argv[1:4]
rounds, single, batch = map(int, sys.argv[4:7])

import django  # noqa: E402
from django.conf import settings  # noqa: E402

settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django_fsm_log", "dossiers"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": database,
            "OPTIONS": {
                "init_command": f"PRAGMA journal_mode={journal}; PRAGMA synchronous={synchronous};",
                "transaction_mode": "IMMEDIATE",
            },
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from dossiers.models import Dossier, Person  # noqa: E402

call_command("migrate", verbosity=0, run_syncdb=True)
user = User.objects.create(username="root")
count = rounds * (single + batch * 5)
with transaction.atomic():
    for number in range(count):
        dossier = Dossier.objects.create(name=f"t{number}")
        Person.objects.create(dossier=dossier, role="elected_lead", name="A")
        Person.objects.create(dossier=dossier, role="industry_lead", name="B")


def advance(number):
    dossier = Dossier.objects.select_for_update().get(name=f"t{number}")
    dossier.engage(by=user)
    dossier.save()


sizes = {"single": [1] * single, "batch": [batch] * 5}
numbers = iter(range(count))
print("ready", flush=True)
for line in sys.stdin:
    groups = sizes[line.strip()]
    begun = time.perf_counter()
    for size in groups:
        with transaction.atomic():
            for _ in range(size):
                advance(next(numbers))
    print((time.perf_counter() - begun) / sum(groups), flush=True)
