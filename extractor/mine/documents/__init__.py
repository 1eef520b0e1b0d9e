"""Legal and Party documents cited: `Chỉ thị số 35-CT/TW`, `12/KH-UBND`, `Luật Đất đai`, `Nghị quyết Đại hội XIII`.

The value is kind and number without `số`, or the canonical name of a law or treaty, with its year where the text states
one. Articles and clauses (`khoản 2 Điều 5`) are no documents, and a document's date (`ngày 5/3/2020`) stays a date.
"""

from extractor.mine.documents.find import annotate_documents, find_documents

__all__ = ["annotate_documents", "find_documents"]
