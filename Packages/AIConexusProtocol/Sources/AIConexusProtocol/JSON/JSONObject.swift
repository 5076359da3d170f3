// SPDX-License-Identifier: MIT

/// The members of a JSON object, in the order in which canonical JSON writes them; no name occurs twice.
///
/// Reading a member takes O(log n) comparisons of names, adding or taking away one O(n) moves.
public struct JSONObject: Sendable {
    /// A stored member; arrays of structs are cheaper to copy than arrays of tuples.
    struct Member {
        let name: JSONName
        var value: JSONValue
    }

    private var members: [Member]

    /// An object without members.
    public init() {
        members = []
    }

    /// An object of members whose names already ascend strictly.
    init(ascending members: [Member]) {
        self.members = members
    }

    /// An object of members in any order; a name that occurs twice is a programming mistake and traps.
    init(uniqueMembers: [(JSONName, JSONValue)]) {
        members = uniqueMembers.map { Member(name: $0, value: $1) }.sorted { $0.name < $1.name }
        for index in members.indices.dropFirst() {
            precondition(members[index - 1].name != members[index].name, "a name occurs twice")
        }
    }

    /// An object of members in any order; where a name occurs twice, the later value counts.
    ///
    /// - Parameter members: names and values.
    /// - Complexity: O(n log n) for n members.
    public init(members: [(JSONName, JSONValue)]) {
        self.members = members.map { Member(name: $0, value: $1) }
        // The sort is stable: of two members with one name, the later one stays the later one.
        self.members.sort { $0.name < $1.name }
        for index in self.members.indices.dropFirst().reversed()
        where self.members[index].name == self.members[index - 1].name {
            self.members.remove(at: index - 1)
        }
    }

    /// The value of the member `name`; `nil` stands for its absence, in both directions.
    public subscript(name: JSONName) -> JSONValue? {
        get {
            let index = position(of: name)
            return index < members.count && members[index].name == name ? members[index].value : nil
        }
        set {
            let index = position(of: name)
            let exists = index < members.count && members[index].name == name
            switch (newValue, exists) {
            case (let value?, true): members[index].value = value
            case (let value?, false): members.insert(Member(name: name, value: value), at: index)
            case (nil, true): members.remove(at: index)
            case (nil, false): break
            }
        }
    }

    /// The index of the first member that does not come before `name`.
    private func position(of name: JSONName) -> Int {
        var range = members.indices
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = members[middle].name < name ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}

extension JSONObject: RandomAccessCollection {
    /// A member.
    public typealias Element = (name: JSONName, value: JSONValue)

    /// 0, the index of the first member.
    public var startIndex: Int { 0 }

    /// The number of members.
    public var endIndex: Int { members.count }

    /// The member at `position`, 0…`count` − 1, in canonical order.
    public subscript(position: Int) -> Element {
        let member = members[position]
        return (member.name, member.value)
    }
}

extension JSONObject: Equatable {
    /// Whether both have the same names with equal values.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.elementsEqual(right.members) { $0.name == $1.name && $0.value == $1.value }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// An object of these members, whose names must differ.
    public init(dictionaryLiteral members: (JSONName, JSONValue)...) {
        self.init(uniqueMembers: members)
    }
}
