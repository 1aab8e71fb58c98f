"""What kind of disk a file lies on, as far as a store must know."""

from __future__ import annotations

import re
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
# SQLite's log is shared memory, and its locks are the file system's: over a network neither holds
# (https://www.sqlite.org/wal.html, section 1; https://www.sqlite.org/faq.html, question 5).
_OVER_A_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs"}
    | {"fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.ceph", "ncpfs", "beegfs", "gfs2"}
)
_OCTAL = re.compile(r"\\([0-7]{3})")  # how a space in a folder's name is written


def network_disk(path: Path, mounts: Path = MOUNTS) -> str:
    """The kind of network file system that holds the path, e.g. 'nfs4'; '' if none is known to.

    mounts: in the layout of Linux's /proc/self/mountinfo; where there is no such file, nothing is
    known.
    """
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    place, holder = path.resolve(), ("", 0)
    for folder, kind in map(_read_mount, lines):
        # The innermost; of two on one folder the later covers the earlier.
        if place.is_relative_to(folder) and len(folder.parts) >= holder[1]:
            holder = (kind, len(folder.parts))
    return holder[0] if holder[0] in _OVER_A_NETWORK else ""


def _read_mount(line: str) -> tuple[Path, str]:
    """Where it is mounted, and its kind."""
    before, _, after = line.partition(" - ")
    return Path(_plain(before.split(" ")[4])), after.split(" ")[0]


def _plain(written: str) -> str:
    return _OCTAL.sub(lambda octal: chr(int(octal[1], 8)), written)
