// SPDX-License-Identifier: MIT

import AIConexusWebRTC
import Foundation
import Testing

/// A description in the folder `Fixtures`: recorded from a peer by `make interop-rtc`, or modelled on its source where
/// the name says so.
struct RecordedDescription: CustomTestStringConvertible, Sendable {
    let name: String

    /// What its name says that it is.
    var kind: SessionDescription.Kind { name.contains("answer") ? .answer : .offer }
    var testDescription: String { name }

    /// The text, with the ends of lines that it was sent with.
    var text: String {
        get throws {
            let url = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "sdp"))
            return try String(contentsOf: url, encoding: .utf8)
        }
    }

    static let all = [
        "aiortc_offer", "aiortc_answer", "chromium_offer", "chromium_gathered_offer", "chromium_gathered_answer",
        "chromium_plain_hosts_gathered_offer", "chromium_plain_hosts_gathered_answer", "chromium_audio_offer",
        "firefox_offer_modelled", "libdatachannel_offer_modelled",
    ].map(RecordedDescription.init)
}
