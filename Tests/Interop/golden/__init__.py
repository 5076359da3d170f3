# SPDX-License-Identifier: MIT
"""The project's golden vectors: the same bytes on every run and every machine."""
