"""Settings: `base` is shared; `local`, `test` and `production` each add what their place needs."""
