"""The web interface: the corpus in a browser, and as JSON for other programs. Composition only: it shows what the
functions behind the command line give. Which question: how does somebody read a corpus who never opens a terminal?
"""
