// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusSDK

/// Checks values against schemas for a comparison with others: for each line `{"schema": …, "value": …}` of standard
/// input a line `{"verdict": "valid" | "invalid" | "refused", "pointer"?, "keyword"?, "message"?}`.
@main
enum SchemaJudge {
    static func main() throws {
        while let line = readLine() {
            let pair = try JSONValue(parsing: line).object ?? [:]
            print(JSONValue.object(judge(pair["schema"] ?? true, pair["value"] ?? .null)))
        }
    }

    private static func judge(_ schema: JSONValue, _ value: JSONValue) -> JSONObject {
        do {
            try JSONSchemaValidator(schema).validate(value)
            return ["verdict": "valid"]
        } catch let violation as JSONSchemaViolation {
            return [
                "verdict": "invalid", "pointer": .string(violation.pointer),
                "keyword": violation.keyword.map(JSONValue.string) ?? .null, "message": .string(violation.message),
            ]
        } catch {
            return ["verdict": "refused", "message": .string("\(error)")]
        }
    }
}
