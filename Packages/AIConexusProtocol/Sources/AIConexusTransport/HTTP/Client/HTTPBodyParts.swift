// SPDX-License-Identifier: MIT

/// The body of a response, in parts as they come; to be read once, by one task.
///
/// A reader that is slow makes the server wait.
public struct HTTPBodyParts: AsyncSequence, Sendable {
    /// Reads the parts.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let exchange: HTTPClientExchange
        private var isAtEnd = false

        init(_ exchange: HTTPClientExchange) {
            self.exchange = exchange
        }

        /// The next part, or `nil` at the body's end.
        ///
        /// - Throws: ``TransportError``, ``HTTPError`` or `CancellationError`.
        public mutating func next() async throws -> [UInt8]? {
            guard !isAtEnd, case .body(let bytes) = try await exchange.next() else {
                isAtEnd = true
                return nil
            }
            return bytes
        }
    }

    private let exchange: HTTPClientExchange

    init(_ exchange: HTTPClientExchange) {
        self.exchange = exchange
    }

    /// Begins to read.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(exchange)
    }
}
