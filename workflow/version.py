"""The version of this software, as every entry records it."""

VERSION = "0.1.0"
