// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusProtocol

/// Judges messages one by one, as a receiver that has seen none before.
struct MessageJudge {
    /// The time to judge by; `nil` for the system's.
    let now: Timestamp?
    /// Whether `timestamp` and `expires` count.
    let checksFreshness: Bool

    /// How long a message may be, in bytes.
    var maximumByteCount: Int { JSONLimits.standard.maximumByteCount }

    /// Judges everything on standard input as one message.
    ///
    /// - Parameter input: where the message is; a line feed at its end is no part of it.
    /// - Returns: the verdict.
    /// - Throws: ``CommandError`` `inputFailed`.
    func verdict(onAll input: ByteInput) throws(CommandError) -> MessageVerdict {
        do throws(CommandError) {
            var text = try input.readAll(maximumByteCount: maximumByteCount + 1)
            if text.last == UInt8(ascii: "\n") { text.removeLast() }
            return verdict(on: text.count > maximumByteCount ? .tooLong : .line(text))
        } catch {
            guard error.code == .inputTooLarge else { throw error }
            return verdict(on: .tooLong)
        }
    }

    /// Judges a line.
    func verdict(on line: InputLine) -> MessageVerdict {
        switch line {
        case .tooLong: .refused(ProtocolError(.payloadTooLarge, "the message has more than \(maximumByteCount) bytes"))
        case .line(let text): verdict(on: text)
        }
    }

    private func verdict(on text: [UInt8]) -> MessageVerdict {
        // The window ends with this message, so there is nothing in it to aim at and its key needs no secret.
        var verifier = MessageVerifier(seen: ReplayWindow(hashKey: (0, 0)))
        do throws(ProtocolError) {
            let view = try verifier.verify(
                text.span,
                now: now ?? .systemTime(),
                freshness: checksFreshness ? .required : .ignored
            )
            return .valid(type: view.type, from: view.from)
        } catch {
            return .refused(error)
        }
    }
}
