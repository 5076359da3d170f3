// SPDX-License-Identifier: MIT

import AIConexusTestSupport
import Testing

@testable import AIConexusGateway

@Suite("StateDirectory")
struct StateDirectoryTests {
    @Test(
        "the setting comes first, then systemd's variable, then XDG's, then the home folder",
        arguments: [
            ("set", ["STATE_DIRECTORY": "/var/lib/a", "XDG_STATE_HOME": "/x", "HOME": "/h"], "set"),
            (nil, ["STATE_DIRECTORY": "/var/lib/a:/var/lib/b", "XDG_STATE_HOME": "/x", "HOME": "/h"], "/var/lib/a"),
            (nil, ["XDG_STATE_HOME": "/x", "HOME": "/h"], "/x/aiconexus-gateway"),
            (nil, ["XDG_STATE_HOME": "relative", "HOME": "/h"], "/h/.local/state/aiconexus-gateway"),
            (nil, ["STATE_DIRECTORY": "", "XDG_STATE_HOME": "", "HOME": "/h"], "/h/.local/state/aiconexus-gateway"),
        ] as [(String?, [String: String], String)]
    )
    func place(_ setting: String?, _ environment: [String: String], _ expected: String) throws {
        var settings = GatewaySettings()
        settings.stateDirectory = setting
        let directory = try StateDirectory(settings: settings, environment: environment)
        #expect(directory.path == expected)
        #expect(directory.keyFile == "\(expected)/gateway.key")
        #expect(directory.denyListFile == "\(expected)/denied")
    }

    @Test("the variable of the setting is the setting")
    func variable() throws {
        let environment = ["AICONEXUS_STATE_DIRECTORY": "/a", "STATE_DIRECTORY": "/b"]
        let settings = try GatewaySettings(reading: SettingsInput(environment: environment))
        #expect(try StateDirectory(settings: settings, environment: environment).path == "/a")
    }

    @Test("no place at all is an error that says what to do")
    func noPlace() {
        let error = #expect(throws: StateError.self) {
            try StateDirectory(settings: GatewaySettings(), environment: ["HOME": ""])
        }
        #expect(error?.code == .noPlace)
        #expect(error?.message.contains("--state-directory") == true)
    }

    @Test("folders are made for their owner only, and those that are there are left as they are")
    func prepare() throws {
        let folder = try TemporaryFolder()
        var settings = GatewaySettings()
        settings.stateDirectory = folder.path("a/b")
        let directory = try StateDirectory(settings: settings, environment: [:])
        try directory.prepare()
        try directory.prepare()
        #expect(try folder.mode("a") == 0o700)
        #expect(try folder.mode("a/b") == 0o700)
        _ = try folder.write("a file", as: "c")
        settings.stateDirectory = folder.path("c/d")
        let error = #expect(throws: StateError.self) {
            try StateDirectory(settings: settings, environment: [:]).prepare()
        }
        #expect(error?.message.hasPrefix("cannot make the folder") == true)
    }
}
