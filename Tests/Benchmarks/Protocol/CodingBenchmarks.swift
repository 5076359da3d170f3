// SPDX-License-Identifier: MIT

internal import AIConexusSDK

/// What a typed call adds to JSON: Swift types read and written, and arguments checked against their schema.
enum CodingBenchmarks {
    /// A typical argument: 14 members, one list of texts, one list of four objects.
    private struct Order: Codable {
        struct Line: Codable {
            var sku: String
            var quantity: Int
            var price: Double
        }

        var customer: String
        var note: String?
        var isUrgent: Bool
        var total: Double
        var tags: [String]
        var lines: [Line]
    }

    private static let order = Order(
        customer: "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        note: "leave it at the door",
        isUrgent: false,
        total: 61.96,
        tags: ["books", "gift", "first order", "newsletter"],
        lines: (1...4).map { Order.Line(sku: "978-3-16-148410-\($0)", quantity: $0, price: 15.49) }
    )

    /// All of them.
    ///
    /// - Returns: the benchmarks, in the order of the table.
    /// - Throws: what the SDK has against its own sample.
    static func all() throws -> [Benchmark] {
        let (encoder, decoder) = (JSONValueEncoder(), JSONValueDecoder())
        let json = try encoder.encode(order)
        let validator = try JSONSchemaValidator(JSONSchema(describing: Order.self))
        return [
            Benchmark("write Codable", operationsPerRound: 256) { operations in
                for _ in 0..<operations { keep(try encoder.encode(order)) }
            },
            Benchmark("read Codable", operationsPerRound: 256) { operations in
                for _ in 0..<operations { keep(try decoder.decode(Order.self, from: json)) }
            },
            Benchmark("check arguments", operationsPerRound: 512) { operations in
                for _ in 0..<operations { try validator.validate(json) }
            },
        ]
    }
}
