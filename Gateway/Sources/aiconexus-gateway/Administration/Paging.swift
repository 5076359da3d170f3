// SPDX-License-Identifier: MIT

internal import AIConexusCommandLine
internal import AIConexusGateway
internal import AIConexusProtocol

/// A list of a gateway's, page by page: one, or all.
struct Paging {
    private let name: String
    private let query: [(name: String, value: String)]
    private let limit: Int
    private let showsAll: Bool
    private var cursor: String?
    private var isFirst = true

    /// Reads the options of ``CommandOption/paging``.
    ///
    /// - Parameters:
    ///   - arguments: of a command that has them.
    ///   - name: the list's, behind `/admin/` and in the answer.
    ///   - query: what else is asked.
    /// - Throws: `UsageError`.
    init(
        _ arguments: ParsedArguments,
        _ name: String,
        _ query: [(name: String, value: String)]
    ) throws(UsageError) {
        self.name = name
        self.query = query
        showsAll = arguments.contains(.all)
        let range = 1...AgentListing.maximumLimit
        let usual = showsAll ? AgentListing.maximumLimit : AgentListing.defaultLimit
        limit = try arguments.integer(ifGiven: .limit, in: range) ?? usual
        cursor = try arguments.value(ifGiven: .cursor, expected: "a DID") { try? DID($0) }?.description
    }

    /// The next page that is to be shown, or `nil`; says on standard error when there are more than were asked for.
    mutating func next(_ client: AdminClient, _ console: Console) async throws -> [JSONObject]? {
        guard isFirst || showsAll && cursor != nil else {
            if let cursor { console.complain("there are more: add --cursor \(cursor), or --all") }
            return nil
        }
        isFirst = false
        let place = cursor.map { [(name: "cursor", value: $0)] } ?? []
        let answer = try await client.ask(name, query: query + [("limit", "\(limit)")] + place)
        cursor = answer["cursor"]?.string
        return (answer[JSONName(name)]?.array ?? []).compactMap(\.object)
    }
}
