"""Reports in the forms that cities use: data, one content, three writers. See docs/reports.md."""
