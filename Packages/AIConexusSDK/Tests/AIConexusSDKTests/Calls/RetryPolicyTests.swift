// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusSDK

@Suite("Whether a failed call is made again")
struct RetryPolicyTests {
    /// How long until the second attempt after a first failure.
    private static func delay(_ error: CallError, isHarmless: Bool) -> Duration? {
        var plan = RetryPlan(.standard, isHarmless: isHarmless)
        var budget = RetryBudget()
        return plan.delay(after: error, jitter: 1, budget: &budget)
    }

    /// Codes of refusals from before anything was done, which time can mend.
    private static let early: Set<ErrorCode> = [
        .rateLimited, .connectionRefused, .resourceExhausted, .allBusy, .draining, .clockSkew, .noCapableAgent,
    ]

    @Test(
        "a refusal is repeated where it came before any work, or where work twice is no harm",
        arguments: ErrorCode.allCases
    )
    func refusals(_ code: ErrorCode) {
        let error = CallError(ErrorReport(code: code, message: "no"), source: .agent)
        #expect((Self.delay(error, isHarmless: false) != nil) == Self.early.contains(code))
        let isRepeated = Self.early.contains(code) || code == .outcomeUnknown || code == .internalError
        #expect((Self.delay(error, isHarmless: true) != nil) == isRepeated)
    }

    @Test("a callee that had begun is not asked again to do what may be done once only", arguments: ErrorCode.allCases)
    func begun(_ code: ErrorCode) {
        for retryable in [nil, true] as [Bool?] {
            let result = retryable.map { JSONValue.object(["code": "X", "retryable": .bool($0)]) }
            let error = CallError(.failure(code, result), source: .agent)
            #expect(Self.delay(error, isHarmless: false) == nil)
        }
    }

    @Test("a handler that says so is asked again, if that is no harm")
    func agentErrors() {
        let willing = CallError(.failure(.agentError, ["code": "X", "retryable": true]), source: .agent)
        #expect(Self.delay(willing, isHarmless: true) != nil)
        #expect(Self.delay(willing, isHarmless: false) == nil)
        let unwilling = CallError(.failure(.agentError, ["code": "X", "retryable": false]), source: .agent)
        #expect(Self.delay(unwilling, isHarmless: true) == nil)
        #expect(Self.delay(CallError(.failure(nil), source: .agent), isHarmless: true) == nil)
    }

    @Test("a refusal that says that a retry cannot help is believed")
    func unretryable() {
        let report = ErrorReport(code: .allBusy, message: "for ever", retryable: false)
        #expect(Self.delay(CallError(report, source: .agent), isHarmless: true) == nil)
    }

    @Test(
        "what this side says is not repeated, except that there is no connection at present",
        arguments: [
            (CallError.Code.notConnected, true), (.invalidInput, false), (.unreadableOutput, false),
            (.unprovedAgent, false), (.brokenStream, false), (.timeout, false), (.cancelled, false),
        ]
    )
    func local(_ code: CallError.Code, _ isRepeated: Bool) {
        #expect((Self.delay(CallError(code, "x"), isHarmless: true) != nil) == isRepeated)
        #expect(Self.delay(CallError(code, "x", isRetryable: false), isHarmless: true) == nil)
    }

    @Test("waits double up to the longest, jittered; attempts are bounded")
    func waits() {
        let policy = RetryPolicy(maximumAttempts: 6, firstDelay: .milliseconds(100), maximumDelay: .milliseconds(500))
        var plan = RetryPlan(policy, isHarmless: true)
        var budget = RetryBudget()
        let error = CallError(.allBusy, "x")
        let delays = (0..<6).map { _ in plan.delay(after: error, jitter: 1, budget: &budget) }
        #expect(delays == [100, 200, 400, 500, 500, nil].map { $0.map { .milliseconds($0) } })
        var jittered = RetryPlan(policy, isHarmless: true)
        #expect(jittered.delay(after: error, jitter: 0, budget: &budget) == .zero)
    }

    @Test("a refusal that says when is heeded, up to the policy's longest wait")
    func demanded() {
        var error = CallError(.rateLimited, "x")
        error.retryAfter = .seconds(2)
        #expect(Self.delay(error, isHarmless: false) == .seconds(2))
        error.retryAfter = .milliseconds(1)
        #expect(Self.delay(error, isHarmless: false) == .milliseconds(100))
        error.retryAfter = .milliseconds(1 << 53 - 1)
        #expect(Self.delay(error, isHarmless: false) == nil)
    }

    @Test("all calls share one budget: ten retries, then one for every ten successes")
    func budget() {
        var budget = RetryBudget()
        func retries() -> Int {
            var count = 0
            while count < 1_000 {
                var plan = RetryPlan(.standard, isHarmless: true)
                guard plan.delay(after: CallError(.allBusy, "x"), jitter: 1, budget: &budget) != nil else { break }
                count += 1
            }
            return count
        }
        #expect(retries() == 10)
        #expect(retries() == 0)
        for _ in 0..<11 { budget.credit() }
        #expect(retries() == 1)
        for _ in 0..<100_000 { budget.credit() }
        #expect(retries() == 10)
    }

    @Test("calls that are not repeated take nothing from the budget")
    func unspent() {
        var budget = RetryBudget()
        for _ in 0..<100 {
            var plan = RetryPlan(.standard, isHarmless: false)
            #expect(plan.delay(after: CallError(.outcomeUnknown, "x"), jitter: 1, budget: &budget) == nil)
        }
        for _ in 0..<10 { #expect(budget.take() == true) }
    }

    @Test("a capability's own semantics, or a key, decides whether work twice is no harm")
    func semantics() {
        func plan(_ semantics: CapabilityDescriptor.Semantics?, key: String? = nil, isKnown: Bool = true) -> RetryPlan {
            var descriptor = CapabilityDescriptor(id: Cast.capability("work"), description: "")
            descriptor.semantics = semantics
            let register = Register(publicKey: Cast.peer.publicKey, capabilities: [descriptor])
            let registration = VerifiedRegistration(did: Cast.peer.did, timestamp: .now(), register: register)
            let options = CallOptions(idempotencyKey: key)
            return CallPlan(callee: Cast.peer.did, capability: "work", args: [:], isStream: false, options: options)
                .retries(isKnown ? registration : nil)
        }
        func repeats(_ plan: RetryPlan) -> Bool {
            var (plan, budget) = (plan, RetryBudget())
            return plan.delay(after: CallError(.outcomeUnknown, "x"), jitter: 1, budget: &budget) != nil
        }
        #expect(repeats(plan(nil)))
        #expect(repeats(plan(.idempotent)))
        #expect(!repeats(plan(.atMostOnce)))
        #expect(repeats(plan(.atMostOnce, key: "k")))
        #expect(!repeats(plan(nil, isKnown: false)))
    }
}
