"""From an article's text to a document: paragraphs, sentences, word tokens, all with offsets."""
