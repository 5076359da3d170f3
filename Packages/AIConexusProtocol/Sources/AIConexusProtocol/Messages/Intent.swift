// SPDX-License-Identifier: MIT

/// `INTENT`: negotiation before a call, with at least one of `query`, `task` and `status`.
///
/// In natural language `{"query", "context"?}`, structured `{"task", "params"?}`, as an answer
/// `{"status", "required_input"?, "cost"?, "contract"?}`. Source: PROTOCOL_DESIGN, "Messages".
public struct Intent: Equatable, Sendable {
    /// How an agent answers an intent.
    public enum Status: String, Hashable, Sendable, CaseIterable {
        /// It knows what is meant and says what it needs.
        case understood
        /// It will do it as proposed.
        case accepted
        /// It will not.
        case declined
        /// It would do it on other terms.
        case counter
    }

    /// What is wanted, in natural language.
    public var query: String?
    /// What else the reader should know, in natural language.
    public var context: String?
    /// What is wanted, by name.
    public var task: String?
    /// The task's parameters.
    public var params: JSONObject?
    /// The answer.
    public var status: Status?
    /// What the answering agent still needs.
    public var requiredInput: String?
    /// What it would cost, as text: `"0.50 EUR"`.
    public var cost: String?
    /// Terms proposed or agreed.
    public var contract: JSONObject?

    /// A request in natural language.
    public static func naturalLanguage(_ query: String, context: String? = nil) -> Intent {
        Intent(query: query, context: context)
    }

    /// A structured request.
    public static func structured(task: String, params: JSONObject? = nil) -> Intent {
        Intent(task: task, params: params)
    }

    /// An answer.
    public static func answer(
        _ status: Status,
        requiredInput: String? = nil,
        cost: String? = nil,
        contract: JSONObject? = nil
    ) -> Intent {
        Intent(status: status, requiredInput: requiredInput, cost: cost, contract: contract)
    }

    private init(
        query: String? = nil,
        context: String? = nil,
        task: String? = nil,
        params: JSONObject? = nil,
        status: Status? = nil,
        requiredInput: String? = nil,
        cost: String? = nil,
        contract: JSONObject? = nil
    ) {
        self.query = query
        self.context = context
        self.task = task
        self.params = params
        self.status = status
        self.requiredInput = requiredInput
        self.cost = cost
        self.contract = contract
    }

    init(checked object: JSONObject) {
        self.init(
            query: object[.query]?.string,
            context: object[.context]?.string,
            task: object[.task]?.string,
            params: object[.params]?.object,
            status: object[.status]?.string.flatMap(Status.init),
            requiredInput: object[.requiredInput]?.string,
            cost: object[.cost]?.string,
            contract: object[.contract]?.object
        )
    }

    var json: JSONObject {
        var object = JSONObject()
        object.set(.query, query)
        object.set(.context, context)
        object.set(.task, task)
        object.set(.params, params)
        object.set(.status, status?.rawValue)
        object.set(.requiredInput, requiredInput)
        object.set(.cost, cost)
        object.set(.contract, contract)
        return object
    }
}
