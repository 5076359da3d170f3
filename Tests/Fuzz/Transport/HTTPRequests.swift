// SPDX-License-Identifier: MIT

@testable import AIConexusTransport

/// Whatever a client sends, and however it is cut, the server makes the same of it; what it takes for a request is one
/// that, written down again, is the same request.
func fuzz(_ bytes: [UInt8]) {
    let whole = outcome(bytes, cut: max(1, bytes.count))
    require(outcome(bytes, cut: 1) == whole, "read byte by byte the stream means something else")
    for request in whole.requests {
        require(request.body.count <= 1_000, "a body over the limit")
        require(request.headers.fields.count <= 20, "more fields than allowed")
        var again = request
        again.headers[.transferEncoding] = nil
        again.headers[.contentLength] = nil
        again.headers[.expect] = nil
        guard again.version == .http11 else { continue }
        var written: [UInt8] = []
        again.append(to: &written)
        let second = outcome(written, cut: written.count, fieldLimit: 21).requests
        require(second.count == 1, "a request that is none when it is written down")
        guard var read = second.first else { continue }
        read.headers[.contentLength] = nil
        require(read == again, "a request that changes when it is written down")
    }
}

private struct Outcome: Equatable {
    var requests: [HTTPRequest] = []
    var output: [UInt8] = []
    var isRefused = false
}

private func outcome(_ bytes: [UInt8], cut: Int, fieldLimit: Int = 20) -> Outcome {
    var configuration = HTTPConfiguration()
    configuration.maximumBodyByteCount = 1_000
    configuration.maximumFieldCount = fieldLimit
    var machine = HTTPServerMachine(configuration: configuration)
    var outcome = Outcome()
    var start = 0
    while start < bytes.count {
        let read = Array(bytes[start..<min(start + cut, bytes.count)])
        var position = 0
        reading: while true {
            switch machine.received(read.span, from: &position) {
            case .wait, .hold: break reading
            case .send: break  // "100 Continue" depends on the cuts
            case .handle(let request):
                outcome.requests.append(request)
                machine.respond(HTTPResponse(.ok), date: nil, to: &outcome.output)
            case .refuse(let response, let error):
                outcome.isRefused = error.status.code >= 400
                require(response.status.code >= 400, "a refusal that is none")
            case .end: require(false, "an end without reason")
            }
        }
        require(position == read.count, "input left behind")
        start += read.count
    }
    return outcome
}
