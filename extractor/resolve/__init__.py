"""Over the articles: entities and events that several of them tell. Never alters an article."""
