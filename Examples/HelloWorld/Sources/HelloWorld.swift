// SPDX-License-Identifier: MIT

import AIConexusSDK

struct Person: Codable {
    var name: String
}

struct Greeting: Codable {
    var text: String
}

/// One agent offers to greet people; another finds it, without knowing it, and calls it.
@main
enum HelloWorld {
    static func main() async throws {
        let gateway = try GatewayURL.fromEnvironment()
        let greeter = Agent(name: "greeter", description: "Greets people.", gateway: gateway)
        try greeter.serve("hello.greet", "Greets somebody by name.") { (person: Person, _) in
            Greeting(text: "Hello, \(person.name)!")
        }
        try await greeter.whileRunning { greeter in
            print("greeter  \(greeter.did) offers hello.greet")
            try await withAgent(name: "visitor", gateway: gateway) { visitor in
                try await visit(visitor)
            }
        }
    }

    static func visit(_ visitor: Agent) async throws {
        guard let greeter = try await visitor.find(capability: "hello.greet").first else {
            return print("visitor  found nobody who greets")
        }
        print("visitor  found \(greeter.description?.name ?? "somebody")")
        let answer = try await greeter.callForResult(
            "hello.greet",
            Person(name: "world"),
            returning: Greeting.self
        )
        print("visitor  was told '\(answer.output.text)' by \(answer.path.rawValue)")
    }
}
