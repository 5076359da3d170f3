// SPDX-License-Identifier: MIT

/// A type with notes on its members, which stand in its derived schema for people and for models that choose.
///
/// ```swift
/// struct Stay: Codable, DescribedMembers {
///     var city: String
///     var nights: Int?
///
///     static let memberDescriptions = ["city": "Where to stay, in English."]
/// }
/// ```
public protocol DescribedMembers: Decodable {
    /// A note for each member that needs one, by its name in JSON.
    ///
    /// A name that the type does not read is a mistake, for which no schema is derived.
    static var memberDescriptions: [String: String] { get }
}
