// SPDX-License-Identifier: MIT

import Testing

/// Clients that mean harm, over sockets, against the program as it ships.
///
/// Each attack comes three times. Two agents talk to each other meanwhile and afterwards, and after the second and third
/// round the gateway holds as much heap and as many descriptors as after the first: see ``Siege``. With the variable
/// `AICONEXUS_HOSTILE` set to `full` attacks are as large as they are described.
@Suite("Hostile clients", .serialized, .timeLimit(.minutes(10)))
enum HostileTests {}
