"""Mining one article: cues, annotators, settling of overlaps, linking. Which question: what does the text state?"""
