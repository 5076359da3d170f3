// SPDX-License-Identifier: MIT

// The first program of README.md, whole.

// sample: begin
import AIConexusSDK

struct Text: Codable {
    var text: String
}

@main
enum Shouter {
    static func main() async throws {
        let agent = Agent(name: "shouter", description: "Makes text loud.")
        try agent.serve("text.upper", "Turns text into upper case.") { (input: Text, _) in
            Text(text: input.text.uppercased())
        }
        try await agent.run()
    }
}
// sample: end
