// SPDX-License-Identifier: MIT

/// The way from a value to one of its parts.
enum CodingStep {
    case member(any CodingKey)
    case element(Int)

    var key: any CodingKey {
        switch self {
        case .member(let key): key
        case .element(let index): JSONKey(index)
        }
    }
}

/// Something that stands at a place, and knows the way there only through what is around it.
///
/// A path is put together when somebody asks: nearly always nobody does.
protocol CodingPlace: AnyObject {
    var parent: Self? { get }
    /// The way from `parent`; `nil` for the whole.
    var step: CodingStep? { get }
}

extension CodingPlace {
    var path: [any CodingKey] {
        var keys: [any CodingKey] = []
        var place: Self? = self
        while let present = place {
            if let step = present.step { keys.append(step.key) }
            place = present.parent
        }
        return keys.reversed()
    }

    func path(to step: CodingStep) -> [any CodingKey] { path + [step.key] }
}

extension [any CodingKey] {
    /// The path as a JSON pointer (RFC 6901 §3); long names are cut.
    var jsonPointer: String {
        reduce(into: "") { pointer, key in pointer += "/" + key.stringValue.shortened.pointerToken }
    }
}

/// A place in a list, or a name that no type declares.
struct JSONKey: CodingKey {
    let stringValue: String
    let intValue: Int?

    init(_ index: Int) {
        stringValue = String(index)
        intValue = index
    }

    init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    init(intValue: Int) {
        self.init(intValue)
    }

    /// Where Swift keeps what a superclass encodes.
    static let `super` = JSONKey(stringValue: "super")
}
