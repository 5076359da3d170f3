// SPDX-License-Identifier: MIT

/// What the command line asks for.
struct Options {
    /// Turns that count.
    var rounds = 21
    /// The one benchmark to run, or all.
    var only: String?
    /// Runs ``only`` this often and measures nothing: what callgrind counts.
    var operations: Int?
    /// Where the figures go as JSON, beside the table.
    var jsonPath: String?
    /// The file with what they may be.
    var thresholdsPath: String?

    static let usage = """
        usage: benchmarks [--rounds N] [--only NAME] [--json FILE] [--thresholds FILE]
               benchmarks --only NAME --operations N
        """

    /// Reads pairs of an option and its value; `nil` when there is anything else.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { return nil }
            switch option {
            case "--rounds": rounds = Int(value) ?? 0
            case "--only": only = value
            case "--operations": operations = Int(value) ?? 0
            case "--json": jsonPath = value
            case "--thresholds": thresholdsPath = value
            default: return nil
            }
        }
        guard rounds > 0, operations ?? 1 > 0, operations == nil || only != nil else { return nil }
    }
}
