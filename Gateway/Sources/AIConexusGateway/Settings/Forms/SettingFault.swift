// SPDX-License-Identifier: MIT

/// A value that does not have its setting's form.
struct SettingFault: Error, Hashable {
    /// Of the value as it was given, what an error shows at most, in characters.
    private static let shownCharacterCount = 100

    /// The value, or the element of a list that is at fault.
    let value: String

    init(_ value: String) {
        self.value = value.count > Self.shownCharacterCount ? value.prefix(Self.shownCharacterCount) + "…" : value
    }
}
