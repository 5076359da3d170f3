// SPDX-License-Identifier: MIT

/// What makes an option on a command line unusable.
enum OptionFault: Hashable, Sendable {
    /// A name that is no option's, with its hyphens.
    case unknown(String)
    /// The beginning of several options' names, with its hyphens.
    case ambiguous(String)
    /// An option that needs a value and ends the line.
    case missingValue(CommandOption)
    /// A flag written with a value, as in `--json=yes`.
    case unexpectedValue(CommandOption)

    /// Says for people what is wrong.
    ///
    /// - Parameter options: what the command understands.
    /// - Returns: a few words without a full stop.
    func message(for options: [CommandOption]) -> String {
        switch self {
        case .unknown(let name):
            let nearest = NearestName.find(name, among: options.map { "--\($0.name)" })
            return "unknown option \(name)" + (nearest.map { ", did you mean \($0)?" } ?? "")
        case .ambiguous(let name):
            let candidates = options.map { "--\($0.name)" }.filter { $0.hasPrefix(name) }
            return "\(name) may be \(candidates.joined(separator: " or "))"
        case .missingValue(let option): return "missing value in \(option.form)"
        case .unexpectedValue(let option): return "\(option.form) takes no value"
        }
    }
}
