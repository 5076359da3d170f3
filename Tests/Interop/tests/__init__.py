# SPDX-License-Identifier: MIT
"""The Python implementation against published facts."""
