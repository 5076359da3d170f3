// SPDX-License-Identifier: MIT

/// The members that a reader has met in the objects that it is still inside of; those of the innermost one are on top.
///
/// One stack serves all objects of a text, so that an object is made once, with the room that it needs.
struct MemberStack {
    /// Members for which there is room at once: those of an envelope and its payload.
    private static let usualCount = 16

    private var members: [JSONObject.Member] = []
    /// Where each member's name stands in the text.
    private var nameOffsets: [Int] = []

    init() {
        members.reserveCapacity(Self.usualCount)
        nameOffsets.reserveCapacity(Self.usualCount)
    }

    /// How many members wait.
    var count: Int { members.count }

    /// Puts a member on top, whose name begins at `nameOffset`.
    mutating func push(_ name: JSONName, _ value: JSONValue, at nameOffset: Int) {
        members.append(JSONObject.Member(name: name, value: value))
        nameOffsets.append(nameOffset)
    }

    /// Takes the members from `first` on away and makes them an object.
    ///
    /// - Throws: `duplicateName` at the first name in the text that occurs before it.
    mutating func popObject(from first: Int) throws(JSONError) -> JSONObject {
        let range = first..<members.count
        let order = isAscending(range) ? nil : ascendingOrder(range)
        if let order, let duplicate = firstDuplicate(order) {
            throw JSONError(.duplicateName, at: nameOffsets[duplicate], "the object has a member of this name already")
        }
        let object = JSONObject(ascending: order.map { $0.map { members[$0] } } ?? Array(members[range]))
        members.removeSubrange(range)
        nameOffsets.removeSubrange(range)
        return object
    }

    private func isAscending(_ range: Range<Int>) -> Bool {
        range.dropFirst().allSatisfy { members[$0 - 1].name < members[$0].name }
    }

    /// The indices of the members in the order of their names; of equal names in the order of the text.
    ///
    /// Keys of eight bytes settle most comparisons, so that many short names in disorder stay cheap.
    private func ascendingOrder(_ range: Range<Int>) -> [Int] {
        var order = range.map { (key: members[$0].name.text.utf8Span.span.utf16OrderKey, index: $0) }
        order.sort { left, right in
            if left.key != right.key { return left.key < right.key }
            let (leftName, rightName) = (members[left.index].name, members[right.index].name)
            return leftName < rightName || leftName == rightName && left.index < right.index
        }
        return order.map(\.index)
    }

    private func firstDuplicate(_ order: [Int]) -> Int? {
        zip(order, order.dropFirst()).filter { members[$0].name == members[$1].name }.map(\.1).min()
    }
}
