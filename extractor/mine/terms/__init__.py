"""Terms of office (`nhiệm kỳ 2020-2025`), numbered congresses and legislatures (`lần thứ XIII`, `khóa XV`)."""

from extractor.mine.terms.annotate import annotate_terms, find_terms
from extractor.mine.terms.sequences import term_ordinal, term_years

__all__ = ["annotate_terms", "find_terms", "term_ordinal", "term_years"]
