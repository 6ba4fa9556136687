"""The catalogue of a city: what demands are about, where they happen, and who answers for them."""

from models.catalogue.city import CityData, LegacyEntry, city_name
from models.catalogue.reading import CityDataError, RowProblem
from models.catalogue.store import load, prompts, read_vocabulary, setting
from models.catalogue.tables import CalendarDay, Category, CitySetting, Department, Division, DutyRule, LegacyHotline
from models.catalogue.vocabulary import Vocabulary, city_folder

__all__ = [
    "CalendarDay",
    "Category",
    "CityData",
    "CityDataError",
    "CitySetting",
    "Department",
    "Division",
    "DutyRule",
    "LegacyEntry",
    "LegacyHotline",
    "RowProblem",
    "Vocabulary",
    "city_folder",
    "city_name",
    "load",
    "prompts",
    "read_vocabulary",
    "setting",
]
