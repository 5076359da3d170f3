// SPDX-License-Identifier: MIT

extension ReplayWindow {
    /// The bounds of a ``ReplayWindow``.
    public struct Limits: Hashable, Sendable {
        /// How far a timestamp may be from the clock, either way, in seconds; 1…86 400, default 120.
        public var windowSeconds: Int64
        /// How many entries one sender may have at a time, at least 1.
        ///
        /// The default of 48 000 is 200 messages a second for the 240 seconds that an entry can live.
        public var entriesPerSender: Int
        /// What all entries together may take, in bytes: 1 MiB to 64 GiB, default 256 MiB.
        ///
        /// An entry takes 36 to 46 bytes, and a sender 21 to 43 more, so the default holds 5.8 to 7.4 million entries
        /// of few senders: 24 000 messages a second or more, for ever.
        public var byteCount: Int

        /// Creates the bounds; a value out of its range is a mistake of the caller's and traps when they are used.
        ///
        /// - Parameters:
        ///   - windowSeconds: how far a timestamp may be from the clock, in seconds.
        ///   - entriesPerSender: entries of one sender.
        ///   - byteCount: bytes in all.
        public init(windowSeconds: Int64 = 120, entriesPerSender: Int = 48_000, byteCount: Int = 268_435_456) {
            self.windowSeconds = windowSeconds
            self.entriesPerSender = entriesPerSender
            self.byteCount = byteCount
        }

        func check() {
            precondition((1...86_400).contains(windowSeconds), "windowSeconds is 1 to 86 400")
            precondition((1...Int(UInt32.max)).contains(entriesPerSender), "entriesPerSender is at least 1")
            precondition(((1 << 20)...(64 << 30)).contains(byteCount), "byteCount is 1 MiB to 64 GiB")
        }
    }
}
