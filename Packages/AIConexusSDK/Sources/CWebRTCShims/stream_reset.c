// SPDX-License-Identifier: MIT
#include "CWebRTCShims.h"

#include <usrsctp.h>

int CWebRTCShims_usrsctp_reset_outgoing_stream(struct socket *socket, uint16_t stream) {
    union {
        struct sctp_reset_streams request;
        uint8_t memory[sizeof(struct sctp_reset_streams) + sizeof(uint16_t)];
    } storage = {.request = {
                     .srs_assoc_id = SCTP_ALL_ASSOC,
                     .srs_flags = SCTP_STREAM_RESET_OUTGOING,
                     .srs_number_streams = 1,
                 }};
    storage.request.srs_stream_list[0] = stream;
    return usrsctp_setsockopt(socket, IPPROTO_SCTP, SCTP_RESET_STREAMS, &storage, sizeof(storage.memory));
}
