"""The history, the present tables that are a reading of it, and the triggers that keep it append-only."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("subject", "history_entry", "disclosure", "lifecycle", "template", "draft", "evidence")


def upgrade() -> None:
    _tables()
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgresql_triggers()


def _sqlite_triggers() -> None:
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    # INSERT OR REPLACE deletes without firing the DELETE trigger unless recursive triggers are on: the next sequence
    # number is demanded instead, and a key that is there already is refused before it can be replaced.
    op.execute(
        "CREATE TRIGGER history_entry_next BEFORE INSERT ON history_entry "
        "WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM history_entry WHERE dossier_id = NEW.dossier_id) "
        "OR EXISTS (SELECT 1 FROM history_entry WHERE id = NEW.id) "
        "OR EXISTS (SELECT 1 FROM history_entry WHERE hash = NEW.hash) "
        "OR EXISTS (SELECT 1 FROM history_entry WHERE command_key = NEW.command_key) "
        "BEGIN SELECT RAISE(ABORT, 'history_entry: not the next entry'); END"
    )
    keys = {"subject": "id", "disclosure": "digest", "lifecycle": "digest", "template": "digest", "evidence": "sha256"}
    for table, key in keys.items():
        op.execute(
            f"CREATE TRIGGER {table}_new BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER draft_new BEFORE INSERT ON draft "
        "WHEN EXISTS (SELECT 1 FROM draft WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM draft WHERE "
        "dossier_id = NEW.dossier_id AND document = NEW.document AND item = NEW.item AND version = NEW.version) "
        "BEGIN SELECT RAISE(ABORT, 'draft is append-only'); END"
    )


def _postgresql_triggers() -> None:
    op.execute(
        "CREATE FUNCTION jalon_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        "CREATE FUNCTION jalon_next_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM history_entry WHERE dossier_id = NEW.dossier_id) THEN "
        "RAISE EXCEPTION 'history_entry: not the next entry' USING ERRCODE = 'unique_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION jalon_append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION jalon_append_only()"
        )
    op.execute(
        "CREATE TRIGGER history_entry_next BEFORE INSERT ON history_entry "
        "FOR EACH ROW EXECUTE FUNCTION jalon_next_entry()"
    )


def _tables() -> None:
  - slug: carros
    code: ti-9303
    name: Carros
    printed: Carros
    printed_regions: [Sud Provence Alpes Côte d’Azur]
    aliases: []
    regions: ["93"]
    departments: ["06"]
    members:
      - {siren: "210600334", kind: COMMUNE, name: Carros}

  - slug: sud-alsace
    code: ti-4410
    name: Sud Alsace
    printed: Sud Alsace
    printed_regions: [Grand Est]
    aliases: []
    regions: ["44"]
    departments: ["68"]
    members:
      - {siren: "200036465", kind: CC, name: CC de Thann-Cernay}
      - {siren: "200066009", kind: CA, name: CA Mulhouse Alsace Agglomération}
      - {siren: "200066025", kind: CC, name: CC Alsace Rhin Brisach}
      - {siren: "200066033", kind: CC, name: CC Sud Alsace Largue}
      - {siren: "200066041", kind: CC, name: CC Sundgau}
      - {siren: "200066058", kind: CA, name: CA Saint-Louis Agglomération}
      - {siren: "246800205", kind: CC, name: CC de la Vallée de Saint-Amarin}
      - {siren: "246800445", kind: CC, name: CC du Centre du Haut-Rhin}
      - {siren: "246800494", kind: CC, name: "CC du Pays de Rouffach, Vignobles et Châteaux"}
      - {siren: "246800569", kind: CC, name: CC de la Région de Guebwiller}
      - {siren: "246800676", kind: CC, name: CC de la Vallée de la Doller et du Soultzbach}

  - slug: nord-franche-comte
    code: ti-2707
    name: Nord Franche-Comté
    printed: Nord Franche-Comté
    printed_regions: [Bourgogne-Franche-Comté]
    aliases: []
    regions: ["27"]
    departments: ["25", "70", "90"]
    members:
      - {siren: "200065647", kind: CA, name: CA Pays de Montbéliard Agglomération}
      - {siren: "200069052", kind: CA, name: CA Grand Belfort}
      - {siren: "200069060", kind: CC, name: CC des Vosges du Sud}
      - {siren: "247000722", kind: CC, name: CC du Pays d’Héricourt}
      - {siren: "249000241", kind: CC, name: CC du Sud Territoire}

  - slug: auxois-morvan
    code: ti-2701
    name: Auxois Morvan
    printed: Auxois Morvan
    printed_regions: [Bourgogne-Franche-Comté]
    aliases: []
    regions: ["27"]
    departments: ["21"]
    members:
      - {siren: "200071017", kind: CC, name: CC des Terres d’Auxois}
      - {siren: "242101442", kind: CC, name: CC de Saulieu}
      - {siren: "242101459", kind: CC, name: CC du Pays d’Alésia et de la Seine}
      - {siren: "242101491", kind: CC, name: CC du Montbardois}

  - slug: grand-chatellerault
    code: ti-7504
    name: Grand Châtellerault
    printed: Grand Châtelleraut
    printed_regions: [Nouvelle-Aquitaine]
    aliases: [Grand Châtelleraut]
    regions: ["75"]
    departments: ["86"]
    members:
      - {siren: "248600413", kind: CA, name: CA Grand Châtellerault}

  - slug: val-de-garonne-guyenne-gascogne
    code: ti-7514
    name: Val de Garonne Guyenne Gascogne
    printed: Val de Garonne
    printed_regions: [Nouvelle-Aquitaine]
    aliases: [Val de Garonne]
    regions: ["75"]
    departments: ["33", "47"]
    members:
      - {siren: "200030674", kind: CA, name: CA Val de Garonne Agglomération}
      - {siren: "200044394", kind: CC, name: CC du Réolais en Sud Gironde}
      - {siren: "244700449", kind: CC, name: CC du Pays de Duras}
      - {siren: "244700464", kind: CC, name: CC du Pays de Lauzun}
      - {siren: "244701355", kind: CC, name: CC des Coteaux et Landes de Gascogne}

  - slug: grand-orly-seine-bievre
    code: ti-1104
    name: Grand-Orly Seine Bièvre
    printed: Grand Orly
    printed_regions: [IDF]
    aliases: [Grand Orly]
    regions: ["11"]
    departments: ["91", "94"]
    members:
      - {siren: "200058014", kind: EPT, name: EPT Grand-Orly Seine Bièvre}

  - slug: lacq-pau-tarbes
    code: ti-7505
    name: Lacq-Pau - Tarbes
    printed: Lacq-Pau-Tarbes
    printed_regions: [Nouvelle-Aquitaine, Occitanie]
    aliases: [Lacq-Pau-Tarbes]
    regions: ["75", "76"]
    departments: ["64", "65"]
    members:
      - {siren: "200039204", kind: CC, name: CC de Lacq-Orthez}
      - {siren: "200067239", kind: CC, name: CC des Luys en Béarn}
      - {siren: "200067254", kind: CA, name: CA Pau Béarn Pyrénées}
      - {siren: "200067262", kind: CC, name: CC du Haut Béarn}
      - {siren: "200067288", kind: CC, name: CC du Béarn des Gaves}
      - {siren: "200067296", kind: CC, name: CC du Nord Est Béarn}
      - {siren: "200069300", kind: CA, name: CA Tarbes-Lourdes-Pyrénées}
      - {siren: "246400337", kind: CC, name: CC de la Vallée d’Ossau}
      - {siren: "246401756", kind: CC, name: CC Pays de Nay}
      - {siren: "246500482", kind: CC, name: CC de la Haute-Bigorre}

  - slug: grand-est-touraine
    code: ti-2402
    name: Grand Est Touraine
    printed: Grand Est Touraine
    printed_regions: [Centre-Val-de-Loire]
    aliases: []
    regions: ["24"]
    departments: ["37"]
    members:
      - {siren: "200043065", kind: CC, name: CC du Val d’Amboise}
      - {siren: "200073161", kind: CC, name: CC Touraine-Est Vallées}
      - {siren: "243700499", kind: CC, name: CC du Castelrenaudais}
      - {siren: "243700820", kind: CC, name: CC Autour de Chenonceaux Bléré-Val de Cher}

  - slug: axe-seine
    code: ti-2801
    name: Axe Seine
    printed: Axe Seine
    printed_regions: [Normandie]
    aliases: []
    regions: ["28"]
    departments: ["27", "76"]
    members:
      - {siren: "200010700", kind: CA, name: CA Caux Seine Agglo}
      - {siren: "200023414", kind: METRO, name: Métropole Rouen Normandie}
      - {siren: "200070142", kind: CC, name: CC Lyons Andelle}
      - {siren: "200071454", kind: CA, name: CA Evreux Portes de Normandie}
      - {siren: "200072312", kind: CA, name: CA Seine Normandie Agglomération}
      - {siren: "200084952", kind: CU, name: CU Le Havre Seine Métropole}
      - {siren: "200089456", kind: CA, name: CA Seine-Eure}

  - slug: cote-d-albatre
    code: ti-2804
    name: Côte d’Albâtre
    printed: Côte d’Albâtre
    printed_regions: [Normandie]
    aliases: []
    regions: ["28"]
    departments: ["76"]
    members:
      - {siren: "200068534", kind: CC, name: CC Terroir de Caux}
      - {siren: "200069839", kind: CC, name: CC de la Côte d’Albâtre}
      - {siren: "247600729", kind: CC, name: CC Falaises du Talou}
      - {siren: "247600786", kind: CA, name: CA de la Région Dieppoise}

  - slug: pays-de-l-aigle
    code: ti-2807
    name: Pays de l’Aigle
    printed: Pays de l’Aigle
    printed_regions: [Normandie]
    aliases: []
    regions: ["28"]
    departments: ["61"]
    members:
      - {siren: "200068468", kind: CC, name: CC des Pays de L’Aigle}

  - slug: collines-de-normandie
    code: ti-2803
    name: Collines de Normandie
    printed: Collines de Normandie
    printed_regions: [Normandie]
    aliases: []
    regions: ["28"]
    departments: ["14", "61"]
    members:
      - {siren: "200035814", kind: CA, name: CA Flers Agglo}
      - {siren: "200068799", kind: CC, name: CC Intercom de la Vire au Noireau}

