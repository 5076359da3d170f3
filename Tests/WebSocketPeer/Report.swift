// SPDX-License-Identifier: MIT

import AIConexusTransport
import Glibc

/// What the program tells its driver: a line each, on standard output.
enum Report {
    static func listening(_ port: UInt16) {
        write("listening \(port)")
    }

    /// `received CODE`, `sent CODE`, `failed CODE` or `cut`; without a code `none`.
    static func ended(_ closure: WebSocketClosure) {
        switch closure {
        case .received(let reason): write("received \(reason.code.map(\.description) ?? "none")")
        case .sent(let reason): write("sent \(reason.code.map(\.description) ?? "none")")
        case .failed(let error): write("failed \(error.closeCode)")
        case .cutOff: write("cut")
        }
    }

    /// `refused WHY`: there was no connection.
    static func refused(_ error: any Error) {
        write("refused \(error)")
    }

    /// Past the C library's streams: flushing them waits for standard input, which the main thread reads.
    private static func write(_ line: String) {
        var bytes = Array((line + "\n").utf8)
        // A line is shorter than a pipe's atomic write; a driver that has gone hears nothing.
        _ = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.write(1, $0.baseAddress, $0.count) }
    }
}
