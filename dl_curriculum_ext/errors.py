"""Everything that can go wrong on the learner's side of a request, each with a sentence on what to do."""


class CurriculumError(Exception):
    """An error whose message is meant for the learner; ``code`` is a stable word for programs."""

    status = 400
    code = "bad-request"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BadRequest(CurriculumError):
    """The request itself is off: unreadable JSON, an unknown status, a field too many."""


class Forbidden(CurriculumError):
    """The place is not the learner's to write to."""

    status = 403
    code = "forbidden"


class NotFound(CurriculumError):
    """No such curriculum, item or file."""

    status = 404
    code = "not-found"


class Conflict(CurriculumError):
    """Someone else changed it, or it would overwrite something."""

    status = 409
    code = "conflict"


class CopyMissing(Conflict):
    """The learner's copy is not where it was; they may know where, or want a new one."""

    code = "copy-missing"


class TooLarge(CurriculumError):
    """More than this can take in one go."""

    status = 413
    code = "too-large"


class Unavailable(CurriculumError):
    """The progress database cannot be used right now and was left as it is."""

    status = 503
    code = "unavailable"


class DiskFull(CurriculumError):
    """Nothing was changed, because there is no room to write."""

    status = 507
    code = "disk-full"
