"""From policy files to policy pages: readers and structure are pure, actions write."""
