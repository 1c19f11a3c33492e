"""Opens what people have: plain, gz, bz2, xz, zst and zip files, cut safely into bounded raw items."""
