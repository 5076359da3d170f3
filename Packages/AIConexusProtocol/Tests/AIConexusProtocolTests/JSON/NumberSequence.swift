// SPDX-License-Identifier: MIT

/// The sequence of doubles by which implementations of RFC 8785 check how they write numbers.
///
/// First come edge cases, then 2 000 neighbours of the smallest normal double, then doubles cut from a chain of SHA-256
/// hashes that starts with 32 zero bytes; zeros and what is not finite are left out of these.
/// Source: github.com/cyberphone/json-canonicalization, testdata/README.md, which publishes hashes of the lines
/// `bits in hexadecimal,canonical text`.
struct NumberSequence: Sequence, IteratorProtocol {
    private static let serialCount = 2_000

    private var index = 0
    private var block = [UInt8](repeating: 0, count: 32)
    private var rest: ArraySlice<Double> = []

    mutating func next() -> Double? {
        defer { index += 1 }
        if index < Self.edgeCases.count { return Self.edgeCases[index] }
        let serial = index - Self.edgeCases.count
        if serial < Self.serialCount {
            return Double(bitPattern: Double.leastNormalMagnitude.bitPattern + UInt64(serial))
        }
        while true {
            let double = nextOfChain()
            if double.isFinite, double != 0 { return double }
        }
    }

    private mutating func nextOfChain() -> Double {
        if rest.isEmpty {
            block = sha256(block)
            let doubles = stride(from: 0, to: block.count, by: 8).map { start in
                Double(bitPattern: block[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
            }
            rest = doubles[...]
        }
        return rest.removeFirst()
    }

    /// A third of the powers of ten from 10^22 down to 10^−27, as the publishers' arithmetic had them.
    private static let thirds: [UInt64] = [
        0x4466_9669_5dbd_1cc3, 0x4432_11ed_e497_4a35, 0x43fc_e97c_a0f2_1056, 0x43c7_2130_80c1_a6ac,
        0x4392_80f3_9a34_8556, 0x435d_9b1f_5d20_d557, 0x4327_af4c_4a80_aaac, 0x42f2_f2a3_6ecd_5556,
        0x42be_5105_7e15_5558, 0x4288_40d1_31aa_aaac, 0x4253_670d_c155_5557, 0x421f_0b49_3555_5557,
        0x41e8_d5d4_2aaa_aaac, 0x41b3_de43_5555_5556, 0x417f_ca05_5555_5556, 0x4149_6e6a_aaaa_aaab,
        0x4114_5855_5555_5555, 0x40e0_46aa_aaaa_aaab, 0x40aa_0aaa_aaaa_aaaa, 0x4074_d555_5555_5555,
        0x4040_aaaa_aaaa_aaab, 0x400a_aaaa_aaaa_aaab, 0x3fd5_5555_5555_5555, 0x3fa1_1111_1111_1111,
        0x3f6b_4e81_b4e8_1b4f, 0x3f35_d867_c3ec_e2a5, 0x3f01_79ec_9cbd_821e, 0x3ecb_f647_612f_3696,
        0x3e96_5e9f_80f2_9212, 0x3e61_e54c_6728_74db, 0x3e2c_a213_d840_baf8, 0x3df6_e80f_e033_c8c6,
        0x3dc2_533f_e68f_d3d2, 0x3d8d_51ff_d74c_861c, 0x3d57_74cc_ac3d_3817, 0x3d22_c3d6_f030_f9ac,
        0x3cee_0624_b381_8f79, 0x3cb8_04ea_2934_72c7, 0x3c83_3721_ba90_5bd3, 0x3c4e_be9c_5db3_c61e,
        0x3c18_987d_17c3_04e5, 0x3be3_ad30_dfcf_371d, 0x3baf_7b81_6618_582f, 0x3b79_2f9a_b813_79bf,
        0x3b44_2615_600f_9499, 0x3b10_1e77_800c_76e1, 0x3ad9_ca58_cce0_be35, 0x3aa4_a1e0_a3e6_fe90,
        0x3a70_8180_831f_320d, 0x3a3a_68cd_9e98_5016,
    ]

    /// Values around which a writer of numbers changes its ways.
    private static let edges: [Double] = [
        10, 5, 0.5, 0.05, 0.005, 0.0005, 0.00005, 0.000005, 5e-7, 5e-8, 5e-9,
        0.00000506, 0.000005006, 0.0000050006, 0.00000500006, 0.000005000006, 0.0000050000006, 0.00000500000006,
        0.000005000000006, 0.0000050000000006, 0.00000500000000006, 0.000005000000000006, 0.0000050000000000006,
        0.00000500000000000006, 0.000005000000000000006, 0.000005, 1, -1,
        -0.9999999999999993, -0.9999999999999994, 0.9999999999999993, 0.9999999999999994, 0.9999999999999996,
        0.9999999999999998, -0.9999999999999999, -0.9999999999999999, 0.9999999999999999, 0.9999999999999999,
        0.29999999999999993, 0.3, 0.30000000000000004,
        .leastNormalMagnitude, .leastNormalMagnitude.nextDown.nextDown.nextDown, .leastNormalMagnitude.nextDown,
        .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0x1p53, -0x1p53, 0x1p68,
        1e23.nextDown, 1e23, 1e23.nextUp, 1e21.nextDown.nextDown, 1e21.nextDown, 1e21, 0.000001.nextDown, 0.000001,
        333_333_333.3333332, 333_333_333.33333325, 333_333_333.3333333, 333_333_333.3333334, 333_333_333.33333343,
        -0.0000033333333333333333, 1_424_953_923_781_206.2,
    ]

    private static let edgeCases: [Double] = {
        let thirds = Self.thirds.map { Double(bitPattern: $0) }
        return [0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude] + thirds.map { -$0 } + thirds + edges
    }()
}
