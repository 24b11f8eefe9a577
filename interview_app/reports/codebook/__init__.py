"""The codebook of a study's exports, set as a document for people."""
