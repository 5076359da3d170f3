// SPDX-License-Identifier: MIT

import AIConexusSDK

struct Job: Codable {
    var text: String
    var offer: Int
}

struct Translation: Codable {
    var text: String
}

/// A translator has a price, a customer has a budget: they agree on terms before any work is done.
@main
enum Negotiation {
    static let price = 12

    static func main() async throws {
        let gateway = try GatewayURL.fromEnvironment()
        let translator = Agent(name: "translator", description: "Translates into Latin.", gateway: gateway)
        translator.onIntent { intent, _ in
            if let query = intent.query {
                print("translator  was asked: \(query)")
                return .answer(.understood, requiredInput: "the text, and what you would pay")
            }
            guard intent.task == "text.translate" else { return .answer(.declined) }
            let offer = intent.params?["offer"]?.int ?? 0
            guard offer >= price else {
                return .answer(
                    .counter,
                    cost: "\(price) coins",
                    contract: ["offer": .number(JSONNumber(integerLiteral: price))]
                )
            }
            return .answer(.accepted, cost: "\(offer) coins")
        }
        try translator.serve("text.translate", "Translates into Latin.") { (job: Job, _) in
            guard job.offer >= price else { throw HandlerError("TOO_LITTLE", "agree on a price first") }
            return Translation(text: job.text == "hello" ? "salve" : job.text)
        }
        try await translator.whileRunning { translator in
            try await withAgent(name: "customer", gateway: gateway) { customer in
                try await buy(from: customer.remote(translator.did))
            }
        }
    }

    static func buy(from translator: RemoteAgent) async throws {
        let first = try await translator.negotiate(.naturalLanguage("Can you translate a word for me?"))
        print("customer    was told: \(first.status.rawValue), needs \(first.requiredInput ?? "nothing")")

        var offer = 10
        var answer = try await translator.negotiate(proposal(offer), after: first)
        print("customer    offered \(offer): \(answer.status.rawValue), \(answer.cost ?? "no price")")
        while answer.status == .counter, let demanded = answer.contract["offer"]?.int, demanded <= 15 {
            offer = demanded
            answer = try await translator.negotiate(proposal(offer), after: answer)
            print("customer    offered \(offer): \(answer.status.rawValue)")
        }
        guard answer.status == .accepted else { return print("customer    goes without") }
        let translation: Translation = try await translator.call("text.translate", Job(text: "hello", offer: offer))
        print("customer    has its translation: \(translation.text)")
    }

    static func proposal(_ offer: Int) -> Intent {
        .structured(task: "text.translate", params: ["offer": .number(JSONNumber(integerLiteral: offer))])
    }
}
