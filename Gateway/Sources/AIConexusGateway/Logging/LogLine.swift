// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// The line of an event.
///
/// **Shape:** `time=… level=… event=… name=value …`, or `{"time":"…","level":"…","event":"…","name":value,…}`, in UTF-8
/// with a line feed at the end. A text in logfmt stands in quotes unless it is made of visible ASCII without `"`, `=`
/// and `\`; quoted texts are JSON strings in both formats. Characters that can steer a terminal, break a line or
/// reorder text are written as `\u001b`.
package enum LogLine {
    /// The most bytes of a text field that are written; an ellipsis stands for the rest.
    package static let maximumTextByteCount = 256
    /// The most bytes of a line; fields that find no room are left out, and `cut` says so.
    package static let maximumByteCount = 4_096

    /// The line of an event.
    package static func render(_ event: LogEvent, as format: LogFormat) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(usualByteCount)
        if format == .json { line.append(UInt8(ascii: "{")) }
        append("time", .text(event.time.description), to: &line, format)
        append("level", .text(event.level.rawValue), to: &line, format)
        append("event", .text(event.name.description), to: &line, format)
        for field in event.fields {
            let end = line.count
            append(field.name, field.value, to: &line, format)
            guard line.count > maximumByteCount - reservedByteCount else { continue }
            line.removeSubrange(end...)
            append("cut", .truth(true), to: &line, format)
            break
        }
        if format == .json { line.append(UInt8(ascii: "}")) }
        line.append(UInt8(ascii: "\n"))
        return line
    }

    private static let usualByteCount = 256
    /// Room for `,"cut":true}` and the line feed.
    private static let reservedByteCount = 16

    private static func append(_ name: StaticString, _ value: LogValue, to line: inout [UInt8], _ format: LogFormat) {
        switch format {
        case .logfmt:
            if !line.isEmpty { line.append(UInt8(ascii: " ")) }
            line.append(contentsOf: name.description.utf8)
            line.append(UInt8(ascii: "="))
        case .json:
            if line.count > 1 { line.append(UInt8(ascii: ",")) }
            line.append(UInt8(ascii: "\""))
            line.append(contentsOf: name.description.utf8)
            line.append(contentsOf: "\":".utf8)
        }
        switch value {
        case .text(let text): append(text: text, to: &line, isAlwaysQuoted: format == .json)
        case .integer(let number): line.append(contentsOf: String(number).utf8)
        case .truth(let truth): line.append(contentsOf: (truth ? "true" : "false").utf8)
        case .did(let did): append(text: did.description, to: &line, isAlwaysQuoted: format == .json)
        case .duration(let duration): line.append(contentsOf: String(duration.milliseconds).utf8)
        }
    }

    private static func append(text: String, to line: inout [UInt8], isAlwaysQuoted: Bool) {
        let isPlain = !text.isEmpty && text.utf8.count <= maximumTextByteCount && text.utf8.allSatisfy(isPlain)
        if isPlain, !isAlwaysQuoted {
            line.append(contentsOf: text.utf8)
            return
        }
        line.append(UInt8(ascii: "\""))
        var byteCount = 0
        for scalar in text.unicodeScalars {
            byteCount += UTF8.width(scalar)
            guard byteCount <= maximumTextByteCount else {
                line.append(contentsOf: "…".utf8)
                break
            }
            append(scalar, to: &line)
        }
        line.append(UInt8(ascii: "\""))
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !"\"=\\".utf8.contains(byte)
    }

    private static func append(_ scalar: Unicode.Scalar, to line: inout [UInt8]) {
        switch scalar {
        case "\"": line.append(contentsOf: "\\\"".utf8)
        case "\\": line.append(contentsOf: "\\\\".utf8)
        case "\n": line.append(contentsOf: "\\n".utf8)
        case "\r": line.append(contentsOf: "\\r".utf8)
        case "\t": line.append(contentsOf: "\\t".utf8)
        default:
            guard isHarmless(scalar) else {
                for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                    let digits = String(unit, radix: 16)
                    line.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
                }
                return
            }
            line.append(contentsOf: String(scalar).utf8)
        }
    }

    /// Whether no terminal acts on the character: no control (Cc), and none that reorders text or breaks lines.
    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20...0x7E).contains(scalar.value) }
        return switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        case .format: !scalar.properties.isBidiControl
        default: true
        }
    }
}
