// SPDX-License-Identifier: MIT

// One import is enough for an agent's author: identities, messages and JSON come along.
@_exported public import AIConexusProtocol
