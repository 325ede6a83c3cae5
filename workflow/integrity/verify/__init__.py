"""Everything checked again, by reading it: one module for each thing that is asked, and one that asks them all.

    verification    in which order, and what becomes of damage that stops a reading
    finding         what is found: what, where, since when, how sure
    verdict         the answer in one sentence, and what it does not cover
    chapters        the history one dossier at a time, with what the other tables say of it
    database        integrity_check, triggers, sequences                       database
    bodies          hash of every body, columns against it                     hash, columns
    chain           order, links, instants                                     chain
    rule            each move against the lifecycle in force                   rule
    present         the present tables against the replay                      present
    disclosures     texts against the digests, and what was erased             disclosure, erasure
    drafts          what was drafted against what entries say of it            draft
    evidence        files against what entries say of them                     file
    receipts        what was given to people                                   receipt
    tree            leaves against entries, and the tree over them             leaf
    signatures      the application’s                                          signature
    times           instants against the times that were signed                time
    seals           checkpoints here and outside against the tree              seal, outside

A damaged value is a finding, never a traceback. Memory holds one dossier, not the history.
"""
