"""One matter, several demands: those to be merged, and hot issues. routing judges, models keeps."""
