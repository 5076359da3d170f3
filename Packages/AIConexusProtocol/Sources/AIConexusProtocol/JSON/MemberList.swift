// SPDX-License-Identifier: MIT

/// The members of an object in the order of its text, until all of them are known.
struct MemberList {
    private var members: [JSONObject.Element] = []
    /// Where each member's name stands in the text.
    private var nameOffsets: [Int] = []
    private var isAscending = true

    /// Takes the next member, whose name begins at `nameOffset`.
    mutating func append(_ name: JSONName, _ value: JSONValue, at nameOffset: Int) {
        if let last = members.last, !(last.name < name) { isAscending = false }
        members.append((name, value))
        nameOffsets.append(nameOffset)
    }

    /// The object of these members.
    ///
    /// - Throws: `duplicateName` at the first name in the text that occurs before it.
    func object() throws(JSONError) -> JSONObject {
        guard !isAscending else { return JSONObject(ascending: members) }
        let order = members.indices.sorted {
            members[$0].name < members[$1].name || members[$0].name == members[$1].name && $0 < $1
        }
        var duplicate: Int?
        for (first, second) in zip(order, order.dropFirst()) where members[first].name == members[second].name {
            duplicate = min(duplicate ?? second, second)
        }
        if let duplicate {
            throw JSONError(.duplicateName, at: nameOffsets[duplicate], "the object has a member of this name already")
        }
        return JSONObject(ascending: order.map { members[$0] })
    }
}
