// SPDX-License-Identifier: MIT

import AIConexusProtocol
import FoundationEssentials
import Testing

@testable import AIConexusSDK

@Suite("Types of Foundation as JSON")
struct FoundationValueTests {
    private struct Photo: Codable, Equatable {
        var taken: Date
        var bytes: Data
        var source: URL
        var id: UUID
        var others: [Date]?
    }

    private static let json: JSONValue = [
        "taken": "2026-11-21T10:15:30.250Z", "bytes": "AAH/", "source": "https://example.com/a%20b?c#d",
        "id": "7f0c9a3e-5b1d-4c62-9d43-8a1f00000000", "others": ["1969-12-31T23:59:59.999Z"],
    ]

    @Test("each has the form that agents in other languages expect")
    func forms() throws {
        let photo = try JSONValueDecoder().decode(Photo.self, from: Self.json)
        #expect(photo.taken == Date(timeIntervalSince1970: 1_795_256_130.25))
        #expect(photo.bytes == Data([0, 1, 255]))
        #expect(photo.others == [Date(timeIntervalSince1970: -0.001)])
        #expect(try JSONValueEncoder().encode(photo) == Self.json)
    }

    @Test("a date may have an offset and any number of digits")
    func offsets() throws {
        for text in ["2026-11-21T12:15:30.25+02:00", "2026-11-21T04:45:30.250000-05:30", "2026-11-21T10:15:30.25Z"] {
            let date = try JSONValueDecoder().decode(Date.self, from: .string(text))
            #expect(date == Date(timeIntervalSince1970: 1_795_256_130.25), "\(text)")
        }
    }

    private static let misfits: [(String, JSONValue)] = [
        ("taken", 1), ("taken", ""), ("taken", "2026-11-21"), ("taken", "2026-11-21T10:15:30"), ("taken", "tomorrow"),
        ("taken", "2026-11-21T10:15:30+0200"), ("taken", "2026-11-21T10:15:30+2:000"),
        ("taken", "2026-11-21T10:15:30+24:00"), ("taken", "2026-11-21T10:15:30+01:60"),
        ("taken", "2026-11-21T10:15:30Z+01:00"), ("bytes", "AAH"), ("bytes", "AAH/="), ("bytes", [0, 1]),
        ("source", ""), ("source", 1), ("id", "7f0c9a3e"), ("others", ["x"]),
    ]

    @Test("other texts are refused with their place", arguments: misfits)
    func refusals(name: String, value: JSONValue) throws {
        var object = try #require(Self.json.object)
        object[JSONName(name)] = value
        #expect {
            try JSONValueDecoder().decode(Photo.self, from: .object(object))
        } throws: { error in
            (error as? JSONCodingError)?.pointer.hasPrefix("/" + name) == true
        }
    }

    @Test("a date beyond four digits of year has no form")
    func years() {
        for seconds in [253_402_300_800, -62_167_219_201, 1e300, .infinity] {
            #expect(throws: JSONCodingError.self) {
                try JSONValueEncoder().encode(Date(timeIntervalSince1970: seconds))
            }
        }
    }

    @Test("their schemas name the form")
    func schemas() throws {
        let optionalDates: JSONValue = [
            "type": ["array", "null"], "items": ["type": "string", "format": "date-time"],
        ]
        #expect(
            try JSONSchema(describing: Photo.self).json == [
                "type": "object",
                "properties": [
                    "taken": ["type": "string", "format": "date-time"],
                    "bytes": ["type": "string", "contentEncoding": "base64"],
                    "source": ["type": "string", "format": "uri"], "id": ["type": "string", "format": "uuid"],
                    "others": optionalDates,
                ],
                "required": ["bytes", "id", "source", "taken"],
            ]
        )
    }
}
