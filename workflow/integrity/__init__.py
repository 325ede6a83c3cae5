"""The proof: a history that shows by itself that nobody changed it, to people who trust neither us nor the database.

    merkle       the tree over all entries, inclusion and consistency proofs       RFC 9162
    note         a text signed by one or several keys                              C2SP signed-note
    checkpoint   size and root of the tree, as a signed note                       C2SP tlog-checkpoint
    tiles        the tree and the entries as files                                 C2SP tlog-tiles
    proof        that one entry is in the tree, as one file                        C2SP tlog-proof
    witness      another administration checks, and signs with the time            C2SP tlog-cosignature, tlog-witness
    timestamp    an authority says when a checkpoint existed                       RFC 3161
    seal         the one who signs checkpoints, with a key and a memory of his own
    verify       everything checked again, damage told in sentences
    erase        personal data goes, the proof stays                               RFC 9901
    kit          a folder that a third party checks without us
    signed_pdf   the electronic signatures of a PDF brought as evidence            PAdES

An entry's hash is the leaf of the tree, the link of its dossier's chain and what the application signs: one hash.
"""
