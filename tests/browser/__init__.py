"""Tests in a real browser: a package, so that their files can share what is dear to start."""
