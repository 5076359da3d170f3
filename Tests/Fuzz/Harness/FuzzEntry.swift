// SPDX-License-Identifier: MIT

// Compiled together with each target, which defines `fuzz(_:)`.

/// What libFuzzer calls with each input.
///
/// - Parameters:
///   - start: the input, valid during the call.
///   - byteCount: its length.
/// - Returns: 0, always.
@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ byteCount: Int) -> CInt {
    let input = unsafe UnsafeBufferPointer(start: start, count: byteCount)
    // An array has exactly the input's bytes between red zones, so that the address sanitizer sees one byte too many.
    fuzz(unsafe Array(input))
    return 0
}

/// Ends the process with a message, in a way that libFuzzer takes for a crash and keeps the input of.
///
/// - Parameters:
///   - condition: what must hold.
///   - message: what is known when it does not.
func require(_ condition: Bool, _ message: @autoclosure () -> String) {
    if !condition { fatalError(message()) }
}
