"""Ground floor of diembao: types, article store, archive, site profiles, import and export."""
