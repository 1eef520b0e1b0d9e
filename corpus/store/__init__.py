"""The corpus store: one SQLite file that anybody can open and read. Which question: what is known, and since when?"""

from corpus.store.articles import Articles
from corpus.store.database import SCHEMA_VERSION, Store, open_store
from corpus.store.duplicates import DUPLICATE_STATE, Duplicates
from corpus.store.entities import ENTITY_STATE, Entities
from corpus.store.inputs import Failure, InputRow, Inputs
from corpus.store.merged import MERGED_STATE

__all__ = [
    "DUPLICATE_STATE",
    "ENTITY_STATE",
    "MERGED_STATE",
    "SCHEMA_VERSION",
    "Articles",
    "Duplicates",
    "Entities",
    "Failure",
    "InputRow",
    "Inputs",
    "Store",
    "open_store",
]
