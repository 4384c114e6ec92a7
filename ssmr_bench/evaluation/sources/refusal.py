"""What went wrong between us and the hub, in one line that says what to do. No line quotes an address with a token."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ssmr_bench.errors import ConfigError, DataError, EndpointError, FileError, SSMRError

if TYPE_CHECKING:
    from collections.abc import Generator


@contextmanager
def in_words(repo: str, revision: str, endpoint: str) -> Generator[None]:
    """Says what the hub's client says, in our words.

    Raises:
        FileError: if there is no such data set or revision, it is not for everybody, or a file can't be written.
        EndpointError: if the hub is out of reach, or answers with an error.
        DataError: if a file came incomplete.
        ConfigError: if the token can't be one.
    """
    from huggingface_hub.errors import HTTPError  # type: ignore[attr-defined]  # the client's own, whichever it uses

    # The client's log names addresses, which may be signed.
    logging.getLogger("huggingface_hub").setLevel(logging.CRITICAL)
    try:
        yield
    except UnicodeEncodeError as error:
        raise ConfigError("HF_TOKEN holds a character that no token has") from error
    except (HTTPError, OSError) as error:
        raise _said(error, repo, revision, endpoint) from error


def _said(error: BaseException, repo: str, revision: str, endpoint: str) -> SSMRError:
    from huggingface_hub import errors

    if isinstance(error, errors.LocalEntryNotFoundError) and error.__cause__ is not None:
        return _said(error.__cause__, repo, revision, endpoint)
    if isinstance(error, errors.FileMetadataError):
        return EndpointError(f"{endpoint} does not answer as a hub does; check HF_ENDPOINT and the proxy")
    said = {  # the narrower before the wider
        errors.OfflineModeIsEnabled: (
            f"{repo} can't be fetched while HF_HUB_OFFLINE is set; unset it, or name a --data-dir"
        ),
        errors.GatedRepoError: (
            f"{repo} is gated: accept its terms on {endpoint}/datasets/{repo}, "
            "and set HF_TOKEN to a token that may read it"
        ),
        errors.RepositoryNotFoundError: (
            f"there is no data set {repo} on {endpoint}, or it is private; "
            "check its name, or set HF_TOKEN to a token that may read it"
        ),
        errors.RevisionNotFoundError: f"{repo} has no revision {revision!r}; name a branch, a tag or a commit of it",
    }
    for kind, words in said.items():
        if isinstance(error, kind):
            return FileError(words)
    if isinstance(error, errors.HfHubHTTPError):
        return _refused(error.response.status_code, repo, endpoint)
    return _broken(error, repo, endpoint)


def _broken(error: BaseException, repo: str, endpoint: str) -> SSMRError:
    """What neither end said: the disk refused, or the connection broke."""
    if isinstance(error, OSError) and error.errno is not None and not isinstance(error, ConnectionError | TimeoutError):
        return FileError(f"{error.filename or 'the data set'} can't be written: {error.strerror}")
    if "Consistency check" in str(error):
        return DataError(f"a file of {repo} came incomplete; run it again, and it goes on with the others")
    return EndpointError(f"the hub at {endpoint} is out of reach, or broke off ({type(error).__name__}); run it again")


def _refused(status: int, repo: str, endpoint: str) -> SSMRError:
    if status in (401, 403):
        return FileError(f"{endpoint} turns the token away for {repo} (status {status}); check HF_TOKEN")
    if status == 404:
        return FileError(f"{endpoint} has lost a file of {repo} (status 404); run it again with --update")
    hint = "wait a little, and run it again" if status in (408, 429) or status >= 500 else "check HF_ENDPOINT"
    return EndpointError(f"the hub at {endpoint} answers with status {status} for {repo}; {hint}")
