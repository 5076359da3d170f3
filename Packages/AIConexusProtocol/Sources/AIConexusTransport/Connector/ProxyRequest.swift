// SPDX-License-Identifier: MIT

internal import COpenSSL

/// The request by which a proxy is asked for a tunnel (RFC 9110 §9.3.6).
enum ProxyRequest {
    /// The whole request; the target's host was checked before and holds no line break.
    static func text(for target: ConnectOperation.Target) -> String {
        let authority = HostAndPort.join(target.host, target.port)
        var text = "CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n"
        if let credentials = target.proxy?.credentials {
            text += "Proxy-Authorization: Basic \(base64("\(credentials.user):\(credentials.password)"))\r\n"
        }
        return text + "\r\n"
    }

    private static func base64(_ text: String) -> String {
        let source = Array(text.utf8)
        let encoded = [UInt8](capacity: (source.count + 2) / 3 * 4 + 1) { output in
            unsafe output.withUnsafeMutableBufferPointer { target, count in
                // Writes a zero byte after the text, which is not counted.
                count = Int(unsafe EVP_EncodeBlock(target.baseAddress, source, Int32(source.count)))
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
