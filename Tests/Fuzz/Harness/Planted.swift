// SPDX-License-Identifier: MIT

/// A planted bug behind four comparisons, which libFuzzer must find: proof that inputs, coverage and crashes arrive.
func fuzz(_ bytes: [UInt8]) {
    guard bytes.count > 3, bytes[0] == 0x41, bytes[1] == 0x49, bytes[2] == 0x43, bytes[3] == 0x58 else { return }
    // The byte after the array's storage, which only the address sanitizer guards.
    let byte = unsafe bytes.withUnsafeBufferPointer { $0.baseAddress?[bytes.capacity] }
    print(byte ?? 0)
}
