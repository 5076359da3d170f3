// SPDX-License-Identifier: MIT

import AIConexusProtocol
import AIConexusTestSupport
import Testing

@testable import AIConexusGateway

@Suite("GatewayKey")
struct GatewayKeyTests {
    @Test("the first start makes a key for the owner only, and later ones read it")
    func firstStart() throws {
        let folder = try TemporaryFolder()
        let environment = ["XDG_STATE_HOME": folder.path]
        let first = try GatewayKey(settings: GatewaySettings(), environment: environment)
        #expect(first.isNew)
        #expect(try folder.mode("aiconexus-gateway/gateway.key") == 0o600)
        let second = try GatewayKey(settings: GatewaySettings(), environment: environment)
        #expect(!second.isNew)
        #expect(second.key.did == first.key.did)
        #expect(second.path == first.path)
    }

    @Test("a key may lie elsewhere, and the state directory is not needed for it then")
    func elsewhere() throws {
        let folder = try TemporaryFolder()
        var settings = GatewaySettings()
        settings.keyFile = folder.path("my.key")
        let first = try GatewayKey(settings: settings, environment: [:])
        #expect(first.path == folder.path("my.key"))
        #expect(try GatewayKey(settings: settings, environment: [:]).key.did == first.key.did)
        #expect(try folder.names == ["my.key"])
    }

    @Test("an ephemeral key is another one each time, and is not written anywhere")
    func ephemeral() throws {
        var settings = GatewaySettings()
        settings.isKeyEphemeral = true
        let first = try GatewayKey(settings: settings, environment: [:])
        #expect(first.path == nil)
        #expect(try GatewayKey(settings: settings, environment: [:]).key.did != first.key.did)
    }

    @Test("a key that others can read, and a file without one, end the start")
    func refusals() throws {
        let folder = try TemporaryFolder()
        var settings = GatewaySettings()
        settings.keyFile = try folder.write("", as: "empty")
        let empty = #expect(throws: StateError.self) { try GatewayKey(settings: settings, environment: [:]) }
        #expect(empty?.code == .malformed)
        settings.keyFile = folder.path("key")
        _ = try GatewayKey(settings: settings, environment: [:])
        _ = try folder.write(folder.text("key"), as: "open", mode: 0o644)
        settings.keyFile = folder.path("open")
        let exposed = #expect(throws: StateError.self) { try GatewayKey(settings: settings, environment: [:]) }
        #expect(exposed?.code == .exposed)
        settings.keyFile = folder.path("no/key")
        let missing = #expect(throws: StateError.self) { try GatewayKey(settings: settings, environment: [:]) }
        #expect(missing?.message.hasPrefix("cannot create") == true)
    }
}
