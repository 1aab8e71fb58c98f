"""What handlers are given by name; `survey_api.app.providers` gives it."""

from __future__ import annotations

from datetime import datetime

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from survey_api.access import Account
from survey_api.campaigns import AddressHome
from survey_api.contacts import ContactHome
from survey_api.questionnaire import Survey
from survey_api.releases import Store

# Not validated: a protocol cannot be, and the store is ours.
GivenStore = NamedDependency[SkipValidation[Store]]
GivenContacts = NamedDependency[SkipValidation[ContactHome]]
GivenAddresses = NamedDependency[SkipValidation[AddressHome]]
GivenSurveys = NamedDependency[dict[str, Survey]]
GivenNow = NamedDependency[datetime]
GivenAccount = NamedDependency[Account]
