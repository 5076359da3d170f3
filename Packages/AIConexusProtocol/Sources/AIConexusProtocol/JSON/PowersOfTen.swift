// SPDX-License-Identifier: MIT

/// The powers of ten that a double holds exactly.
enum PowersOfTen {
    /// The largest exponent whose power is exact.
    static let maximumExponent = 22
    /// The largest integer up to which every integer is exact, 2^53.
    static let maximumSignificand: UInt64 = 1 << 53

    private static let table: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// 10^`exponent`, for 0…22.
    static func power(_ exponent: Int) -> Double { table[exponent] }
}
