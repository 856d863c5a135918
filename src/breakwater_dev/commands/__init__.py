"""Commands of `./breakwater` for developers and demonstrations."""
