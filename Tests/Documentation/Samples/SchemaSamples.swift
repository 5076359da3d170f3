// SPDX-License-Identifier: MIT

import AIConexusSDK

// The samples of "Describing inputs and outputs", compared with its text and compiled; those that end are run.

// sample: begin
struct Stay: Codable, DescribedMembers {
    var city: String
    var nights: Int?

    static let memberDescriptions = ["city": "Where to stay, in English.", "nights": "How many; one if absent."]
}
// sample: end

// sample: begin
struct Percentage: Codable, CapabilitySchema {
    static let jsonSchema = JSONSchema.number(0...100)

    var value: Double

    init(from decoder: any Decoder) throws {
        value = try decoder.singleValueContainer().decode(Double.self)
    }

    func encode(to encoder: any Encoder) throws {
        try value.encode(to: encoder)
    }
}
// sample: end

enum SchemaSamples {
    static func derived() throws -> JSONSchema {
        // sample: begin
        struct Booking: Codable {
            enum Room: String, Codable, CaseIterable {
                case single, double
            }

            var city: String
            var room: Room
            var nights: Int?
        }

        let schema = try JSONSchema(describing: Booking.self)
        // sample: end
        return schema
    }

    static func descriptor(_ agent: Agent) throws {
        // sample: begin
        guard let id = CapabilityID("text.repeat") else { return }
        var descriptor = CapabilityDescriptor(id: id, description: "Repeats a text.")
        descriptor.inputSchema = [
            "type": "object",
            "properties": [
                "text": ["type": "string", "maxLength": 1_000],
                "times": ["type": "integer", "minimum": 1, "maximum": 100],
            ],
            "required": ["text", "times"],
        ]
        try agent.serve(descriptor) { arguments, _ in
            .string(String(repeating: arguments["text"]?.string ?? "", count: arguments["times"]?.int ?? 1))
        }
        // sample: end
    }

    static func validator() throws {
        // sample: begin
        let validator = try JSONSchemaValidator(["type": "array", "items": ["type": "string"], "minItems": 1])
        do {
            try validator.validate(["a", 1])
        } catch {
            print(error.pointer, error.message)  // /1 expected a text, found a number
        }
        // sample: end
    }
}
