// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusGateway

@Suite("MetricsText")
struct MetricsTextTests {
    @Test("what is counted is found again by name and labels, added up over all loops")
    func readBack() throws {
        let loops = [MetricCells(), MetricCells()]
        for (index, cell) in MetricCellsTests.cells.enumerated() {
            loops[0].add(index, to: cell)
            loops[1].add(1_000, to: cell)
        }
        let scrape = try Scrape(MetricsText.render(loops: loops, samples: [:], information: []))
        #expect(scrape.value("aiconexus_gateway_connections", ["state": "registered"]) == 1_002)
        let execIndex = try #require(MetricCellsTests.cells.firstIndex(of: .messages(.execRequest, .refused)))
        #expect(
            scrape.value("aiconexus_gateway_messages_total", ["type": "EXEC_REQUEST", "outcome": "refused"])
                == Double(execIndex + 1_000)
        )
        let codeIndex = try #require(MetricCellsTests.cells.firstIndex(of: .refusals(.peerToPeerUnavailable)))
        #expect(
            scrape.value("aiconexus_gateway_refusals_total", ["code": "P2P_UNAVAILABLE"]) == Double(codeIndex + 1_000)
        )
        let httpIndex = try #require(MetricCellsTests.cells.firstIndex(of: .httpRequests(.webSocket, .refused)))
        #expect(
            scrape.value("aiconexus_gateway_http_requests_total", ["endpoint": "ws", "status": "4xx"])
                == Double(httpIndex + 1_000)
        )
        // Every counted number is there once.
        let plain = scrape.samples.filter { !$0.name.contains("_seconds") && $0.name != "aiconexus_gateway_info" }
        #expect(plain.count == MetricCellsTests.cells.count)
    }

    @Test("gauges of several loops add up below and above zero")
    func gauges() throws {
        let loops = [MetricCells(), MetricCells()]
        loops[0].add(-3, to: .waitingBytes(.handover))
        loops[1].add(5, to: .waitingBytes(.handover))
        let scrape = try Scrape(MetricsText.render(loops: loops, samples: [:], information: []))
        #expect(scrape.value("aiconexus_gateway_waiting_bytes", ["queue": "handover"]) == 2)
    }

    @Test("a histogram's buckets are cumulative, in seconds, and end with all")
    func histogram() throws {
        let loops = [MetricCells(), MetricCells()]
        for nanoseconds in [5_000, 45_000, 45_000] { loops[0].observe(nanoseconds: nanoseconds, in: .verifySeconds) }
        loops[1].observe(nanoseconds: 1_000_000_000, in: .verifySeconds)
        let scrape = try Scrape(MetricsText.render(loops: loops, samples: [:], information: []))
        let buckets = scrape.samples.filter { $0.name == "aiconexus_gateway_verify_seconds_bucket" }
        #expect(buckets.map(\.value) == [1, 1, 1, 1, 3, 3, 3, 3, 3, 3, 3, 4])
        #expect(buckets.map { $0.labels["le"] }.prefix(2) == ["1e-05", "2e-05"])
        #expect(buckets.last?.labels == ["le": "+Inf"])
        #expect(scrape.value("aiconexus_gateway_verify_seconds_count", [:]) == 4)
        let sum = try #require(scrape.value("aiconexus_gateway_verify_seconds_sum", [:]))
        #expect(abs(sum - 1.000_095) < 1e-9)
    }

    @Test("every family is announced once, before its numbers, with its kind")
    func families() throws {
        let samples = Dictionary(
            uniqueKeysWithValues: Metric.allCases.filter { !$0.family.isCounted }.map { ($0, 7.0) }
        )
        let scrape = try Scrape(MetricsText.render(loops: [MetricCells()], samples: samples, information: []))
        #expect(scrape.kinds.count == Metric.allCases.count + 1)
        for metric in Metric.allCases {
            let family = metric.family
            #expect(scrape.kinds[family.name] == family.kindName)
            #expect((family.kind == .counter) == family.name.hasSuffix("_total"), "\(family.name)")
            #expect(!family.help.isEmpty && !family.help.hasSuffix("."))
            #expect(family.axes.count <= 2)
            if !family.isCounted { #expect(scrape.value(family.name, [:]) == 7) }
        }
        #expect(Set(Metric.allCases.map(\.family.name)).count == Metric.allCases.count)
    }

    @Test("a sample that could not be taken is left out")
    func missingSample() throws {
        let scrape = try Scrape(MetricsText.render(loops: [], samples: [.agents: 3], information: []))
        #expect(scrape.value("aiconexus_gateway_agents", [:]) == 3)
        #expect(scrape.kinds["process_open_fds"] == nil)
        #expect(scrape.value("aiconexus_gateway_handovers_total", [:]) == 0)
    }

    @Test("text in labels is escaped", arguments: ["plain", "a\"b", "a\\b", "a\nb", "\\\"\n", "ä🙂", ""])
    func escaping(_ text: String) throws {
        let bytes = MetricsText.render(loops: [], samples: [:], information: [("version", text), ("did", "x")])
        let scrape = try Scrape(bytes)
        #expect(scrape.value("aiconexus_gateway_info", ["version": text, "did": "x"]) == 1)
    }

    @Test("the process knows its processor time, memory and descriptors")
    func process() throws {
        let samples = ProcessSample.take()
        #expect(try #require(samples[.processCPU]) > 0)
        #expect(try #require(samples[.processMemory]) > 1_000_000)
        let openCount = try #require(samples[.processOpenFiles])
        #expect(openCount > 2)
        #expect(try #require(samples[.processMaximumFiles]) >= openCount)
    }
}

/// A scrape, read as Prometheus reads it; strict where the format is.
private struct Scrape {
    struct Sample {
        let name: String
        let labels: [String: String]
        let value: Double
    }

    struct Malformed: Error {
        let line: String
    }

    var samples: [Sample] = []
    var kinds: [String: String] = [:]

    init(_ bytes: [UInt8]) throws {
        let text = try #require(String(validating: bytes, as: UTF8.self))
        try #require(text.hasSuffix("\n"))
        var helped: Set<String> = []
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if line.hasPrefix("# HELP ") {
                let name = try #require(line.dropFirst(7).split(separator: " ").first)
                try #require(helped.insert(String(name)).inserted)
            } else if line.hasPrefix("# TYPE ") {
                let parts = line.dropFirst(7).split(separator: " ").map(String.init)
                try #require(parts.count == 2 && helped.contains(parts[0]) && kinds[parts[0]] == nil)
                kinds[parts[0]] = parts[1]
            } else {
                let sample = try Self.sample(line)
                let family = ["_bucket", "_sum", "_count"].first { suffix in
                    sample.name.hasSuffix(suffix) && kinds[String(sample.name.dropLast(suffix.count))] == "histogram"
                }
                try #require(kinds[family.map { String(sample.name.dropLast($0.count)) } ?? sample.name] != nil)
                samples.append(sample)
            }
        }
    }

    func value(_ name: String, _ labels: [String: String]) -> Double? {
        let found = samples.filter { $0.name == name && $0.labels == labels }
        return found.count == 1 ? found[0].value : nil
    }

    private static func sample(_ line: String) throws -> Sample {
        var rest = Substring(line)
        let name = rest.prefix { $0 != "{" && $0 != " " }
        rest = rest.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest.removeFirst()
            while rest.first != "}" {
                let label = rest.prefix { $0 != "=" }
                guard rest.dropFirst(label.count).hasPrefix("=\"") else { throw Malformed(line: line) }
                rest = rest.dropFirst(label.count + 2)
                var value = ""
                while let character = rest.popFirst(), character != "\"" {
                    guard character == "\\" else {
                        value.append(character)
                        continue
                    }
                    switch rest.popFirst() {
                    case "n": value.append("\n")
                    case "\"": value.append("\"")
                    case "\\": value.append("\\")
                    default: throw Malformed(line: line)
                    }
                }
                labels[String(label)] = value
                if rest.first == "," { rest.removeFirst() }
            }
            rest.removeFirst()
        }
        guard rest.first == " ", let value = Double(rest.dropFirst()) else { throw Malformed(line: line) }
        return Sample(name: String(name), labels: labels, value: value)
    }
}
