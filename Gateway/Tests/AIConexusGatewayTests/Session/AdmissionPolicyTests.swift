// SPDX-License-Identifier: MIT

import AIConexusGateway
import AIConexusProtocol
import Testing

@Suite("AdmissionPolicy")
struct AdmissionPolicyTests {
    private let alice = Samples.alice.publicKey
    private let bob = Samples.bob.publicKey

    @Test("each requirement admits who has it")
    func requirements() {
        #expect(AdmissionPolicy().admits(alice, hasToken: false))
        let listed = AdmissionPolicy(requirement: .listed([alice]))
        #expect(listed.admits(alice, hasToken: false))
        #expect(!listed.admits(bob, hasToken: true))
        let token = AdmissionPolicy(requirement: .token)
        #expect(token.admits(bob, hasToken: true))
        #expect(!token.admits(bob, hasToken: false))
    }

    @Test("who is denied is denied, whatever they have")
    func denied() {
        for requirement in [AdmissionPolicy.Requirement.none, .listed([alice]), .token] {
            #expect(!AdmissionPolicy(requirement: requirement, denied: [alice]).admits(alice, hasToken: true))
        }
    }
}
