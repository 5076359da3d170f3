# SPDX-License-Identifier: MIT
"""The cases, a module for each section of RFC 6455 (and RFC 7692 for compression)."""
