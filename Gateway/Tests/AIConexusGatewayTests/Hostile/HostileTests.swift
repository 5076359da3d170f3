// SPDX-License-Identifier: MIT

import Testing

/// Clients that mean harm, over sockets, against the program as it ships.
///
/// `make hostile` runs them. Each attacks a gateway of its own, three times, while two agents talk to each other: see
/// ``Siege``.
@Suite("Hostile clients", .enabled(if: Siege.isWanted), .serialized, .timeLimit(.minutes(10)))
enum HostileTests {}
