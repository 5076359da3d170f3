// SPDX-License-Identifier: MIT

import AIConexusSDK
import Foundation
import Testing

@Suite("An agent whose clock is wrong", .timeLimit(.minutes(1)))
struct ClockSkewTests {
    /// What a program is started with, so that its clock is so many seconds ahead.
    private static func environment(ahead seconds: Int) -> [String: String] {
        let library = LiveGateway.programs.appending(path: "libSkewedClock.so").path()
        return ["LD_PRELOAD": library, "CLOCK_SKEW": "\(seconds)"]
    }

    @Test("by ten minutes: it is told that the clocks disagree, both times, and what to do", arguments: [-600, 600])
    func wrong(ahead seconds: Int) async throws {
        try await LiveGateway.with { gateway in
            let environment = Self.environment(ahead: seconds)
            let call = try await gateway.run(["call", "gateway.stats"], environment: environment)
            #expect(call.status != 0)
            #expect(call.errors.contains("this machine's clock and the gateway's disagree"))
            #expect(call.errors.contains(/sent at .*Z, received at .*Z: more than 120 s apart/))
            #expect(call.errors.contains("set the clock of this machine"))
            let doctor = try await gateway.run(["doctor"], environment: environment)
            #expect(doctor.status != 0)
            #expect(doctor.output.contains(/FAILED +clock +this clock and the gateway's differ by \d{3} s/))
        }
    }

    @Test("by a minute and a half: it calls and is called, and only the doctor complains", arguments: [-90, 90])
    func borne(ahead seconds: Int) async throws {
        try await LiveGateway.with { gateway in
            let environment = Self.environment(ahead: seconds)
            try await gateway.serving(["--capability", "text.echo", "--", "cat"]) { _ in
                let call = try await gateway.run(["call", "text.echo", #"{"x":1}"#], environment: environment)
                #expect(call.status == 0 && call.output == "{\"x\":1}\n", "\(call.errors)")
            }
            let server = try CommandProcess(
                ["serve", "--capability", "text.late", "--", "cat"],
                environment: gateway.environment.merging(environment) { $1 }
            )
            defer { server.kill() }
            _ = try await server.line()
            let call = try await gateway.run(["call", "text.late", #"{"x":2}"#])
            #expect(call.status == 0 && call.output == "{\"x\":2}\n", "\(call.errors)")
            let doctor = try await gateway.run(["doctor"], environment: environment)
            #expect(doctor.output.contains(/warning +clock/))
        }
    }
}
