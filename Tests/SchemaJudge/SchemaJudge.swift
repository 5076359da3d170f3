// SPDX-License-Identifier: MIT

internal import AIConexusProtocol
internal import AIConexusSDK

/// Checks values against schemas for a comparison with others: for each line `{"schema": …, "value": …}` of standard
/// input a line `{"verdict": "valid" | "invalid" | "refused", "pointer"?, "keyword"?, "message"?}`.
@main
enum SchemaJudge {
    static func main() {
        while let line = readLine() { print(JSONValue.object(judge(line))) }
    }

    private static func judge(_ line: String) -> JSONObject {
        do {
            let pair = try JSONValue(parsing: line).object ?? [:]
            try JSONSchemaValidator(pair["schema"] ?? true).validate(pair["value"] ?? .null)
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
