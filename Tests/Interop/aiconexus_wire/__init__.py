# SPDX-License-Identifier: MIT
"""The AIConexus wire, version 1.0, written from its specification alone.

It exists to disagree: whatever this package and the Swift implementation understand differently is a fault in one
of them, or an unclear sentence in PROTOCOL_DESIGN.md. It shares no code with the Swift side and is no SDK.
"""
