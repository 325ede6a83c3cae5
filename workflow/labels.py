"""What people call the codes of `workflow.models`: never is a code shown to a person where a word is meant.

The labels of states, transitions, axes and documents to draft are content and stand in states.yaml.
"""

from collections.abc import Mapping

from workflow.language import Text

ROLES: Mapping[str, Text] = {
    "coordinator": Text("coordinateur régional", "regional coordinator"),
    "national": Text("niveau national", "national level"),
    "administrator": Text("administrateur", "administrator"),
    "drafter": Text("rédacteur", "drafter"),
    "auditor": Text("auditeur", "auditor"),
}

COLLEGES: Mapping[str, Text] = {
    "intercommunalities": Text("intercommunalités", "intercommunalities"),
    "state": Text("État", "State"),
    "region": Text("Régions", "Regions"),
    "operators": Text("opérateurs", "operators"),
    "industry": Text("industriels", "industry"),
}

DOCUMENTS: Mapping[str, Text] = {
    "protocol": Text("protocole", "protocol"),
    "contract": Text("contrat", "contract"),
    "amendment": Text("avenant", "amendment"),
}

THE_DOCUMENT: Mapping[str, Text] = {
    "protocol": Text("le protocole", "the protocol"),
    "contract": Text("le contrat", "the contract"),
    "amendment": Text("l’avenant", "the amendment"),
}

OF_DOCUMENT: Mapping[str, Text] = {
    "protocol": Text("du protocole", "of the protocol"),
    "contract": Text("du contrat", "of the contract"),
    "amendment": Text("de l’avenant", "of the amendment"),
}

PERSON_ROLES: Mapping[str, Text] = {
    "elected_lead": Text("élu du binôme", "elected lead"),
    "industry_lead": Text("industriel du binôme", "industrial lead"),
    "project_manager": Text("chef de projet", "project manager"),
    "operator_referent": Text("référent d’opérateur", "operator referent"),
    "regional_president": Text("président de région", "regional president"),
    "committee_member": Text("membre du comité", "committee member"),
}

PROJECT_STATUSES: Mapping[str, Text] = {
    "planned": Text("prévu", "planned"),
    "in_progress": Text("en cours", "in progress"),
    "paused": Text("suspendu", "paused"),
    "blocked": Text("bloqué", "blocked"),
    "done": Text("terminé", "done"),
    "abandoned": Text("abandonné", "abandoned"),
}

MEMBER_KINDS: Mapping[str, Text] = {
    "CC": Text("communauté de communes", "community of communes"),
    "CA": Text("communauté d’agglomération", "agglomeration community"),
    "CU": Text("communauté urbaine", "urban community"),
    "METRO": Text("métropole", "metropolis"),
    "EPT": Text("établissement public territorial", "territorial public body"),
    "COMMUNE": Text("commune", "commune"),
    "PETR": Text("pôle d’équilibre territorial et rural", "territorial and rural pole"),
    "OTHER": Text("autre", "other"),
}

EVIDENCE_KINDS: Mapping[str, Text] = {
    "committee_minutes": Text("compte rendu de comité", "committee minutes"),
    "deliberation": Text("délibération", "deliberation"),
    "signed_document": Text("document signé", "signed document"),
    "press": Text("article de presse", "press article"),
    "other": Text("autre pièce", "other evidence"),
}

COMMITTEES: Mapping[str, Text] = {
    "project": Text("comité de projet", "project committee"),
    "follow_up": Text("comité de suivi", "follow-up committee"),
    "regional": Text("comité de pilotage régional", "regional steering committee"),
}

TEXT_EACH: Mapping[str, Text] = {
    "project": Text("projet", "project"),
    "committee": Text("réunion", "meeting"),
}

ORIGINS: Mapping[str, Text] = {
    "cli": Text("ligne de commande", "command line"),
    "web": Text("page", "web page"),
    "api": Text("interface de programmation", "programming interface"),
    "import": Text("import", "import"),
    "backfill": Text("reprise", "backfill"),
    "system": Text("système", "system"),
}

MEDIA: Mapping[str, Text] = {
    "paper": Text("papier", "paper"),
    "electronic": Text("électronique", "electronic"),
}

COPY_KINDS: Mapping[str, Text] = {
    "edited": Text("copie modifiée", "edited copy"),
    "signed": Text("copie signée", "signed copy"),
}
