"""What users already have, as raw pages: files, folders, archives, dumps. Which question: how does it get in?"""

from corpus.importers.paths import read_bytes, read_paths
from corpus.importers.records import FieldMap, page_of_record
from corpus.importers.types import Unusable

__all__ = ["FieldMap", "Unusable", "page_of_record", "read_bytes", "read_paths"]
