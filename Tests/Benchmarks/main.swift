// SPDX-License-Identifier: MIT
import AIConexusProtocol
print(ErrorCode.allCases.count)
