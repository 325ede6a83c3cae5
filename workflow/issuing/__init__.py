"""From a stored draft to what people send and send back: files, gaps, comparisons, the final document, its copies.

    drafts       the drafts of a dossier, by name, with what became of each
    naming       what a file is called, so that a person recognises it
    files        the files of drafts, whole or not at all, over nothing that is there
    office       those that an office’s own Word template makes, and those of an edited copy
    preview      what a document would be now; nothing is stored
    missing      what a draft lacks, where it asks for it, and the command that gives it
    comparison   two drafts, or a draft and the file that came back
    final        what keeps a draft from being final, and making it so
    copies       the edited or signed copy that comes back: looked at, kept, compared
    shelf        the templates there are, who uses which, what is wrong with them
    word_check   what is wrong with an office’s own Word template
    new_template a new one from a short skeleton

Each loads what it needs and nothing else: what makes files is heavy, and who reads gaps need not wait for it.
"""
