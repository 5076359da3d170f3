// SPDX-License-Identifier: MIT

import AIConexusProtocol
import Testing

@testable import AIConexusGateway

@Suite("MetricCells")
struct MetricCellsTests {
    /// Every number that can be counted, by the function that names it.
    static let cells: [MetricCell] =
        ConnectionStateLabel.allCases.map(MetricCell.connections) + [.connectionsOpened]
        + ConnectionRefusalLabel.allCases.map(MetricCell.connectionsRefused)
        + closeCodes.map(MetricCell.connectionsClosed)
        + RegistrationLabel.allCases.map(MetricCell.registrations)
        + MessageLabel.allCases.flatMap { type in OutcomeLabel.allCases.map { MetricCell.messages(type, $0) } }
        + ErrorCode.allCases.map(MetricCell.refusals) + DirectionLabel.allCases.map(MetricCell.bytes)
        + DropLabel.allCases.map(MetricCell.drops) + [.handovers, .bufferBytes]
        + QueueLabel.allCases.map(MetricCell.waitingBytes) + QueueLabel.allCases.map(MetricCell.waitingMessages)
        + EndpointLabel.allCases.flatMap { endpoint in
            StatusLabel.allCases.map { MetricCell.httpRequests(endpoint, $0) }
        }

    static let closeCodes: [UInt16?] =
        [1_000, 1_001, 1_002, 1_003, 1_007, 1_009, 4_000, 4_001, 4_002, 4_004, 4_005, 4_006]
        + [4_500, 4_501, 4_503, 4_505, 4_507, nil, 3_999]

    @Test("every number has a cell of its own, and all cells but the histograms' have one")
    func layout() {
        #expect(Set(Self.cells).count == Self.cells.count)
        let histograms = [Metric.verifySeconds, .loopLagSeconds].reduce(0) { $0 + $1.family.cellCount }
        #expect(Self.cells.count + histograms == Metric.cellCount)
        #expect(Self.cells.map(\.index).max().map { $0 < Metric.cellCount } == true)
        #expect(Metric.cellCount <= MetricCells.capacity)
    }

    @Test("labels have as many values as cases, all different")
    func labels() {
        func check<Label: MetricLabel>(_ label: Label.Type) {
            #expect(label.allCases.map(\.rawValue) == Array(label.values.indices), "\(label)")
            #expect(Set(label.values).count == label.values.count, "\(label)")
        }
        check(MessageLabel.self)
        check(OutcomeLabel.self)
        check(ConnectionRefusalLabel.self)
        check(RegistrationLabel.self)
        check(DropLabel.self)
        check(DirectionLabel.self)
        check(ConnectionStateLabel.self)
        check(QueueLabel.self)
        check(EndpointLabel.self)
        check(StatusLabel.self)
        check(CloseLabel.self)
        check(ErrorCodeLabel.self)
    }

    @Test("types, codes and statuses have the labels that name them")
    func names() {
        for type in MessageType.allCases { #expect(MessageLabel.values[MessageLabel(type).rawValue] == type.rawValue) }
        for code in ErrorCode.allCases {
            #expect(ErrorCodeLabel.values[ErrorCodeLabel(code).rawValue] == code.wireName)
        }
        #expect(ErrorCodeLabel(rawValue: ErrorCode.allCases.count) == nil)
        #expect(CloseLabel.values[CloseLabel(4_507).rawValue] == "4507")
        #expect(CloseLabel(4_508) == .other)
        #expect(CloseLabel(nil) == .none)
        #expect(
            [101, 200, 304, 404, 499, 500, 504].map { StatusLabel($0) } == [
                .success, .success, .redirect, .refused, .refused, .failed, .failed,
            ]
        )
    }

    @Test("counters add up, and a gauge may go below zero on one loop")
    func counting() {
        let cells = MetricCells()
        cells.add(to: .handovers)
        cells.add(41, to: .handovers)
        cells.add(-3, to: .connections(.registered))
        #expect(cells.value(at: MetricCell.handovers.index) == 42)
        #expect(Int64(bitPattern: cells.value(at: MetricCell.connections(.registered).index)) == -3)
        #expect(cells.value(at: MetricCell.connections(.unregistered).index) == 0)
    }

    @Test("a time falls into the first bucket whose bound it does not exceed")
    func buckets() {
        let cells = MetricCells()
        let first = Metric.verifySeconds.firstCell
        for nanoseconds in [0, 10_000, 10_001, 10_000_000, 10_000_001, -5] {
            cells.observe(nanoseconds: nanoseconds, in: .verifySeconds)
        }
        let counts = (0..<Metric.verifySeconds.family.cellCount).map { cells.value(at: first + $0) }
        #expect(counts == [3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 20_020_002])
    }

    @Test("to observe what is no histogram is a programming mistake")
    func noHistogram() async {
        await #expect(processExitsWith: .failure) { MetricCells().observe(nanoseconds: 1, in: .handovers) }
    }

    @Test("a scrape beside a counting thread finds numbers that never go back")
    func concurrency() async {
        let cells = MetricCells()
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for _ in 0..<100_000 { cells.add(to: .handovers) }
                return true
            }
            group.addTask {
                var last: UInt64 = 0
                for _ in 0..<10_000 {
                    let value = cells.value(at: MetricCell.handovers.index)
                    guard value >= last else { return false }
                    last = value
                }
                return true
            }
            for await isRight in group { #expect(isRight) }
        }
        #expect(cells.value(at: MetricCell.handovers.index) == 100_000)
    }
}
