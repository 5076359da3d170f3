// SPDX-License-Identifier: MIT

private import Glibc

extension GatewayServer {
    /// How many processor cores this process may use.
    static var coreCount: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
