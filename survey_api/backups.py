"""Backups of an installation, and drills that show that they can be restored."""

from survey_api.storage import Backup, Drill, Kept, back_up, drill

__all__ = ["Backup", "Drill", "Kept", "back_up", "drill"]
