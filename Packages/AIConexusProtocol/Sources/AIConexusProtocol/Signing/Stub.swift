public struct KeyExchangePublicKey: Hashable, Sendable, CustomStringConvertible {
    public init?(_ text: String) { nil }
    init(checked: String) {}
    public var description: String { "" }
}
public struct ReplayWindow {
    enum Outcome { case accepted, replayed, senderFull, windowFull }
    public init(hashKey: Span<UInt8>) {}
    mutating func insert(sender: PublicKey, id: (UInt64, UInt64), timestampSeconds: Int64, now: Int64) -> Outcome {
        .accepted
    }
}
struct CheckedKeys { mutating func check(_ k: PublicKey) throws(DIDError) {} }
