// SPDX-License-Identifier: MIT

internal import AIConexusProtocol

/// What one benchmark may cost.
///
/// Allocations are a gate: a run that exceeds them fails. Time is a goal that is reported, because machines differ.
/// **Shape:** in `Thresholds/*.json`, by benchmark: `allocations`, `instructions` (compared by
/// `make bench-instructions`), `nanoseconds`, and `above`, the benchmark to whose time `nanoseconds` are added.
struct Threshold {
    /// Allocations of one operation, at most.
    var allocations: Double?
    /// Nanoseconds of one operation, by the median.
    var nanoseconds: Double?
    /// The benchmark of the same run on top of which ``nanoseconds`` count.
    var above: String?

    /// Reads thresholds by benchmark.
    ///
    /// - Parameter text: a file of `Thresholds/`.
    /// - Returns: one for each benchmark that is named.
    /// - Throws: a `JSONError` when it is not JSON.
    static func all(in text: String) throws -> [String: Threshold] {
        let members = try JSONValue(parsing: text).object ?? [:]
        var thresholds: [String: Threshold] = [:]
        for member in members {
            let value = member.value.object
            thresholds[member.name.text] = Threshold(
                allocations: value?["allocations"]?.double,
                nanoseconds: value?["nanoseconds"]?.double,
                above: value?["above"]?.string
            )
        }
        return thresholds
    }
}
