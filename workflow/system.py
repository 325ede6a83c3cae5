"""What the operating system refuses, in words."""

import errno

from workflow.language import Text

_REASONS = {
    errno.EACCES: Text("les droits d’accès ne le permettent pas", "permission denied"),
    errno.EPERM: Text("le système ne le permet pas", "operation not permitted"),
    errno.ENOENT: Text("il n’existe pas", "it does not exist"),
    errno.EEXIST: Text("il existe déjà", "it exists already"),
    errno.EISDIR: Text("c’est un répertoire", "it is a folder"),
    errno.ENOTDIR: Text("ce n’est pas un répertoire", "it is not a folder"),
    errno.ELOOP: Text("ses liens symboliques tournent en rond", "its symbolic links go round in circles"),
    errno.ENAMETOOLONG: Text("son nom est trop long", "its name is too long"),
    errno.ENOSPC: Text("il n’y a plus de place sur le disque", "no space left on the disk"),
    errno.EDQUOT: Text("le quota de disque est atteint", "the disk quota is used up"),
    errno.EFBIG: Text("le fichier dépasse la taille permise", "the file exceeds the size allowed"),
    errno.EROFS: Text("le disque est en lecture seule", "the disk is read-only"),
    errno.EIO: Text("le disque est défaillant", "the disk is failing"),
    errno.EMFILE: Text("trop de fichiers sont ouverts", "too many files are open"),
}


def reason(error: OSError) -> Text:
    """Why the system refused; for a refusal we have no words for, the system's own."""
    if error.errno in _REASONS:
        return _REASONS[error.errno]
    said = error.strerror or str(error)
    return Text(f"le système répond « {said} »", f"the system answers “{said}”")
