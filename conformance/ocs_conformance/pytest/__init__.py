"""Cases as pytest items: collected from case files, judged by the engine, reported where the run is controlled."""
