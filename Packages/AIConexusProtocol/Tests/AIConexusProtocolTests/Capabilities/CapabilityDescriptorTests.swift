// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@Suite("CapabilityDescriptor")
struct CapabilityDescriptorTests {
    @Test(
        "ids are words joined by single separators",
        arguments: ["a", "0", "text.upper", "a-b_c.d", "chat.complete.v2"]
    )
    func ids(text: String) {
        #expect(CapabilityID(text)?.text == text)
    }

    @Test("the longest id has 64 characters")
    func longest() {
        let text = String(repeating: "a", count: 64)
        #expect(CapabilityID(text) != nil)
        #expect(CapabilityID(text + "a") == nil)
    }

    @Test(
        "other texts are no ids",
        arguments: ["", ".", "a.", ".a", "a..b", "a.-b", "A", "a b", "é", "a\n", "text/upper", "a:b"]
    )
    func refused(text: String) {
        #expect(CapabilityID(text) == nil)
    }

    @Test("prices are decimal numbers as text", arguments: ["0", "0.50", "1000", "12.345678901234567890"])
    func prices(amount: String) {
        #expect(CapabilityDescriptor.Cost(amount: amount, currency: "EUR")?.amount == amount)
    }

    @Test("other amounts are refused", arguments: ["", ".", "1.", ".5", "-1", "+1", "1e3", "1.2.3", "1,5", " 1", "٣"])
    func refusedPrices(amount: String) {
        #expect(CapabilityDescriptor.Cost(amount: amount, currency: "EUR") == nil)
    }

    @Test("members that are not set are not written")
    func minimal() {
        let descriptor = CapabilityDescriptor(id: Samples.capability("ping"), description: "answers")
        #expect(descriptor.json == ["id": "ping", "description": "answers"])
    }
}
