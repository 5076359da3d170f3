// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

/// Which keyed calls are running or done, so that none is carried out twice.
///
/// A result is remembered for ``Limits/lifetime`` after its end. At the bounds new keys are refused; nothing is
/// forgotten early. The clock is passed in.
struct IdempotencyLedger {
    /// What is remembered.
    struct Limits: Hashable {
        var lifetime = Duration.seconds(600)
        var entryCount = 10_000
        /// Of one caller.
        var entriesPerCaller = 1_000
        /// Of all results, in bytes of canonical JSON.
        var byteCount = 16 << 20
    }

    /// What makes two calls the same.
    struct Key: Hashable {
        var caller: DID
        var capability: CapabilityID
        var text: String
    }

    /// What to do with a keyed call.
    enum Verdict: Equatable {
        /// Carry it out; ``finished(_:_:now:)`` follows.
        case begin
        /// The same call is running: wait for its end.
        case join
        /// It was carried out, with this end.
        case answer(ExecResponse)
        /// The key was used with other arguments.
        case conflict
        /// No room for another key until so much later.
        case full(retryAfter: Duration)
    }

    private enum Progress {
        case running
        case done(ExecResponse, byteCount: Int, expires: LoopInstant)
    }

    private struct Entry {
        let arguments: Int
        var progress: Progress
    }

    private let limits: Limits
    private var entries: [Key: Entry] = [:]
    private var perCaller: [DID: Int] = [:]
    private(set) var byteCount = 0
    /// Done entries in the order in which they expire.
    private var expiring: [(key: Key, at: LoopInstant)] = []

    init(_ limits: Limits = Limits()) {
        self.limits = limits
    }

    var count: Int { entries.count }

    /// A keyed call came.
    ///
    /// - Parameters:
    ///   - key: whose it is and which.
    ///   - arguments: a keyed hash of its arguments.
    ///   - now: the loop's time.
    /// - Returns: what to do with it.
    mutating func received(_ key: Key, arguments: Int, now: LoopInstant) -> Verdict {
        forgetExpired(now)
        if let entry = entries[key] {
            guard entry.arguments == arguments else { return .conflict }
            switch entry.progress {
            case .running: return .join
            case .done(let response, _, _): return .answer(response)
            }
        }
        guard entries.count < limits.entryCount, perCaller[key.caller, default: 0] < limits.entriesPerCaller,
            byteCount < limits.byteCount
        else {
            return .full(retryAfter: expiring.first.map { $0.at - now } ?? .seconds(1))
        }
        entries[key] = Entry(arguments: arguments, progress: .running)
        perCaller[key.caller, default: 0] += 1
        return .begin
    }

    /// The call of this key has ended, and so will the next one.
    mutating func finished(_ key: Key, _ response: ExecResponse, now: LoopInstant) {
        guard let entry = entries[key], case .running = entry.progress else { return }
        let size = response.result?.canonicalBytes().count ?? 0
        let expires = now + limits.lifetime
        entries[key]?.progress = .done(response, byteCount: size, expires: expires)
        byteCount += size
        expiring.append((key, expires))
    }

    /// The call of this key did not begin, or its end says nothing about the next one.
    mutating func forget(_ key: Key) {
        guard let entry = entries[key], case .running = entry.progress else { return }
        remove(key)
    }

    private mutating func forgetExpired(_ now: LoopInstant) {
        let count = expiring.prefix { $0.at <= now }.count
        for (key, _) in expiring.prefix(count) { remove(key) }
        expiring.removeFirst(count)
    }

    private mutating func remove(_ key: Key) {
        guard let entry = entries.removeValue(forKey: key) else { return }
        if case .done(_, let size, _) = entry.progress { byteCount -= size }
        let left = perCaller[key.caller, default: 1] - 1
        perCaller[key.caller] = left > 0 ? left : nil
    }
}
