"""The look of the portal: base templates, styles, scripts, display tags."""
