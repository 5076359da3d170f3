// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusTransport

extension SettingForm where Value == Bool {
    /// Something that is off until it is asked for: an option without a value, `true` or `false` in JSON.
    static let onRequest = SettingForm.truth(valueName: nil)

    /// Something that is on until it is turned off: `on` or `off`, `true` or `false` in JSON.
    static let onUnlessOff = SettingForm.truth(valueName: "on|off")

    private static func truth(valueName: String?) -> SettingForm {
        SettingForm(
            valueName: valueName,
            expected: "on or off",
            range: "",
            isList: false,
            readTexts: { texts throws(SettingFault) in
                // The text of an option without a value is empty.
                let text = texts.last ?? ""
                switch text.lowercased() {
                case "" where valueName == nil: return true
                case "on", "true", "yes", "1": return true
                case "off", "false", "no", "0": return false
                default: throw SettingFault(text)
                }
            },
            readJSON: { json throws(SettingFault) in
                guard let value = json.bool else { throw SettingFault(json) }
                return value
            },
            json: { .bool($0) }
        )
    }
}

extension SettingForm where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
    /// One of a few names.
    static var choice: SettingForm {
        let names = Value.allCases.map(\.rawValue)
        let expected = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
        return .text(names.joined(separator: "|"), expected: expected, write: \.rawValue) { Value(rawValue: $0) }
    }
}

extension SettingForm where Value == String {
    /// The path of a file or folder.
    static func path(_ valueName: String = "FILE") -> SettingForm {
        .text(valueName, expected: "a path", write: \.self) { text in
            text.isEmpty || text.utf8.contains(0) ? nil : text
        }
    }

    /// The address of a STUN or TURN server, which begins with one of `schemes`.
    static func iceAddress(schemes: [String], example: String) -> SettingForm {
        .text("URL", expected: "an address as in \(example)", write: \.self) { text in
            let scheme = text.prefix { $0 != ":" }
            let rest = text.dropFirst(scheme.count + 1)
            let isClean = text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            // RFC 7064 and RFC 7065: a host follows the colon at once, no slashes.
            return schemes.contains(String(scheme)) && isClean && !rest.isEmpty && rest.first != "/" ? text : nil
        }
    }
}

extension SettingForm where Value == SocketAddress {
    static let listenAddress = SettingForm.text(
        "ADDRESS:PORT",
        expected: "an IP address and a port, as in 0.0.0.0:8000 or [::1]:8000",
        write: \.description
    ) { SocketAddress($0) }
}

extension SettingForm where Value == IPAddress {
    static let host = SettingForm.text(
        "ADDRESS",
        expected: "an IP address, as in 0.0.0.0 or ::1",
        write: \.description
    ) { IPAddress(host: $0) }
}

extension SettingForm where Value == IPNetwork {
    static let network = SettingForm.text(
        "CIDR",
        expected: "an address or a block of addresses, as in 10.0.0.0/8 or ::1",
        write: { "\($0.address)/\($0.prefixLength)" },
        read: { IPNetwork($0) }
    )
}

extension SettingForm where Value == DID {
    static let did = SettingForm.text("DID", expected: "the DID of an agent", write: \.description) { text in
        // What is wrong with it beyond that does not help to correct it.
        try? DID(validating: text)
    }
}

extension SettingForm where Value == PublicURL {
    static let publicURL = SettingForm.text(
        "URL",
        expected: "an address as in wss://gateway.example.com/ws",
        write: \.description
    ) { PublicURL($0) }
}

extension SettingForm where Value == WebOrigin {
    static let origin = SettingForm.text(
        "ORIGIN",
        expected: "the origin of a web page, as in https://example.com",
        write: \.description
    ) { WebOrigin($0) }
}
