// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine

Program(AIConexus.command, version: AIConexus.version).run()
