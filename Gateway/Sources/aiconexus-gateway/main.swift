// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway

Program(GatewayProgram.command, version: GatewayVersion.current).run()
