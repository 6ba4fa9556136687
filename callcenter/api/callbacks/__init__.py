"""The call-back desk on the wire."""
