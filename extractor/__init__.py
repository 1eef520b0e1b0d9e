"""Reading news: cleaning, tokenising, mining, events."""
