// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// Where a streaming capability's handler puts the parts of its answer, one after another.
///
/// It is good until the handler returns.
public struct PartWriter<Part: Sendable>: Sendable {
    private let target: PartTarget
    private let encode: @Sendable (Part) throws -> JSONValue

    init(_ target: PartTarget, encode: @escaping @Sendable (Part) throws -> JSONValue) {
        self.target = target
        self.encode = encode
    }

    /// Sends a part; suspends while the caller's window is full.
    ///
    /// Call it from one task at a time.
    ///
    /// - Parameter part: what to send.
    /// - Throws: `CancellationError` when nobody waits for the answer any more; what encoding throws.
    public func send(_ part: Part) async throws {
        try await target.send(try encode(part))
    }
}

/// Where parts go: to a caller that wants a stream, or into the list that a caller gets who wants one answer.
enum PartTarget: Sendable {
    case stream(PartSink)
    case list(PartList)

    func send(_ part: JSONValue) async throws {
        switch self {
        case .stream(let sink): try await sink.send(part)
        case .list(let list): try list.append(part)
        }
    }
}

/// The parts of a stream for a caller that asked for one answer.
final class PartList: Sendable {
    /// What such an answer may hold, in bytes of canonical JSON: a message's worth.
    private static let maximumByteCount = 1 << 20

    private let state = Locked((parts: [JSONValue](), byteCount: 0))

    func append(_ part: JSONValue) throws {
        let size = part.canonicalBytes().count
        let fits = state.withLock { state in
            state.byteCount += size
            guard state.byteCount <= Self.maximumByteCount else { return false }
            state.parts.append(part)
            return true
        }
        guard fits else {
            throw HandlerError("TOO_LONG", "the answer is too long for one message; call it as a stream")
        }
    }

    var value: JSONValue { state.withLock { .array($0.parts) } }
}
