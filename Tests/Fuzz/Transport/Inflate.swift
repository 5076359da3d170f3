// SPDX-License-Identifier: MIT

@testable import AIConexusTransport

/// Inflating keeps to its limit and does not depend on how the data is cut; deflating is its inverse.
func fuzz(_ bytes: [UInt8]) {
    let limit = 10_000
    var whole: [UInt8] = []
    let stream = InflateStream(windowBits: 15)
    let isValid = stream.inflate(bytes.span, to: &whole, limit: limit)
    require(whole.count <= limit + 1, "over the limit")
    var slow: [UInt8] = []
    let slowStream = InflateStream(windowBits: 15)
    var isSlowValid = true
    for byte in bytes where isSlowValid && slow.count <= limit {
        isSlowValid = slowStream.inflate([byte].span, to: &slow, limit: limit)
    }
    if isValid, whole.count <= limit {
        require(isSlowValid && slow == whole, "inflated byte by byte it is something else")
        require(slowStream.isBetweenBlocks == stream.isBetweenBlocks, "block ends depend on cuts")
    }
    var deflated: [UInt8] = []
    DeflateStream(windowBits: 9 + bytes.count % 7, level: 1 + bytes.count % 9).deflate(bytes.span, to: &deflated)
    var inflated: [UInt8] = []
    var inflater = WebSocketMessageInflater(resetsContext: true, windowBits: 15, pool: WebSocketCompressionPool())
    require(inflater.inflate(deflated.span, to: &inflated, limit: bytes.count), "our own data is not DEFLATE")
    require(inflater.finish(to: &inflated, limit: bytes.count), "our own data has no end")
    require(inflated == bytes, "deflating loses something")
}
