/* Connecting, login, the first commands and logout of the transport in wire.h. */
#ifndef RBDGATE_LOAD_WIRE_LOGIN_H
#define RBDGATE_LOAD_WIRE_LOGIN_H

#include "wire.h"

#define READ_CAPACITY_BYTES 8

static inline bool wire_connect(struct wire *wire, char *portal)
{
    char *port = strrchr(portal, ':');
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct addrinfo *addresses = NULL;
    if (port)
        *port++ = 0;
    /* An IPv6 address stands in brackets. */
    if (portal[0] == '[' && strchr(portal, ']')) {
        *strchr(portal, ']') = 0;
        portal++;
    }
    wire->descriptor = -1;
    if (getaddrinfo(portal, port ? port : "3260", &hints, &addresses) != 0)
        return false;
    for (struct addrinfo *address = addresses; address; address = address->ai_next) {
        wire->descriptor = socket(address->ai_family, SOCK_STREAM, 0);
        if (wire->descriptor >= 0 && connect(wire->descriptor, address->ai_addr, address->ai_addrlen) == 0)
            break;
        if (wire->descriptor >= 0)
            close(wire->descriptor);
        wire->descriptor = -1;
    }
    freeaddrinfo(addresses);
    if (wire->descriptor < 0)
        return false;
    int on = 1;
    setsockopt(wire->descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return true;
}

static inline bool wire_exactly(int descriptor, uint8_t *to, size_t bytes)
{
    return recv(descriptor, to, bytes, MSG_WAITALL) == (ssize_t)bytes;
}

/* Takes over what the target has answered to the offers. */
static inline void wire_negotiated(struct wire *wire, const char *key, const char *value)
{
    uint32_t number = (uint32_t)strtoul(value, NULL, 10);
    if (strcmp(key, "MaxRecvDataSegmentLength") == 0)
        wire->segment_bytes = number;
    else if (strcmp(key, "FirstBurstLength") == 0)
        wire->first_burst = number;
    else if (strcmp(key, "MaxBurstLength") == 0)
        wire->max_burst = number;
    else if (strcmp(key, "ImmediateData") == 0)
        wire->immediate_data = strcmp(value, "Yes") == 0;
    else if (strcmp(key, "InitialR2T") == 0)
        wire->initial_r2t = strcmp(value, "Yes") == 0;
    else if (strcmp(key, "HeaderDigest") == 0 || strcmp(key, "DataDigest") == 0)
        wire->digest = wire->digest && strcmp(value, "CRC32C") == 0;
}

static inline uint32_t wire_offers(uint8_t *text, const char *target, bool digest)
{
    const char *digests = digest ? "CRC32C" : "None";
    char segment[64];
    char burst[64];
    char first_burst[64];
    char target_name[512];
    char header_digest[32];
    char data_digest[32];
    uint32_t bytes = 0;
    snprintf(target_name, sizeof target_name, "TargetName=%s", target);
    snprintf(segment, sizeof segment, "MaxRecvDataSegmentLength=%u", SEGMENT_BYTES);
    snprintf(burst, sizeof burst, "MaxBurstLength=%u", BURST_BYTES);
    snprintf(first_burst, sizeof first_burst, "FirstBurstLength=%u", BURST_BYTES);
    snprintf(header_digest, sizeof header_digest, "HeaderDigest=%s", digests);
    snprintf(data_digest, sizeof data_digest, "DataDigest=%s", digests);
    const char *pairs[] = {
        "InitiatorName=" INITIATOR, target_name, "SessionType=Normal", header_digest, data_digest, segment,
        burst, first_burst, "InitialR2T=No", "ImmediateData=Yes", "MaxConnections=1", "MaxOutstandingR2T=1",
        "ErrorRecoveryLevel=0", "DataPDUInOrder=Yes", "DataSequenceInOrder=Yes", "DefaultTime2Wait=2",
        "DefaultTime2Retain=0",
    };
    for (unsigned i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        uint32_t length = (uint32_t)strlen(pairs[i]) + 1;
        memcpy(text + bytes, pairs[i], length);
        bytes += length;
    }
    memset(text + bytes, 0, padded(bytes) - bytes);
    return bytes;
}

/* One login request from the operational stage to full feature, and more while the target has more to say. */
static inline void wire_login(struct connection *connection, const char *target)
{
    struct wire *wire = connection->state;
    bool digest = connection->options->digest;
    uint8_t *text = wire->aside;
    uint32_t bytes = wire_offers(text, target, digest);
    uint8_t header[HEADER_BYTES] = {LOGIN | 0x40, 0x87};
    header[8] = 0x80; /* ISID of the random kind */
    put32(header + 9, (uint32_t)content_mix(nanoseconds_now()));
    wire->digest = digest;
    wire->segment_bytes = DEFAULT_SEGMENT_BYTES;
    wire->first_burst = wire->max_burst = BURST_BYTES;
    wire->immediate_data = true;
    for (;;) {
        put32(header + 4, bytes);
        struct iovec vectors[2] = {{header, HEADER_BYTES}, {text, padded(bytes)}};
        if (writev(wire->descriptor, vectors, 2) != (ssize_t)(HEADER_BYTES + padded(bytes)))
            break;
        uint8_t answer[HEADER_BYTES];
        if (!wire_exactly(wire->descriptor, answer, HEADER_BYTES) || answer[0] != LOGIN_RESPONSE)
            break;
        bytes = get32(answer + 4) & 0xffffff;
        if (padded(bytes) >= TEXT_BYTES || !wire_exactly(wire->descriptor, text, padded(bytes)))
            break;
        if (answer[36] != 0) {
            failed("%s: login refused, status %02x%02x", connection->url, answer[36], answer[37]);
            return;
        }
        text[bytes] = 0;
        for (char *pair = (char *)text; pair < (char *)text + bytes; pair += strlen(pair) + 1) {
            char *equals = strchr(pair, '=');
            if (equals) {
                *equals = 0;
                wire_negotiated(wire, pair, equals + 1);
                pair = equals + 1;
            }
        }
        wire->status_number = get32(answer + 24) + 1;
        wire->command_number = get32(answer + 28);
        wire->max_command_number = get32(answer + 32);
        if ((answer[1] & 0x83) == 0x83) {
            if (wire->digest != digest)
                failed("%s: the target refuses digests", connection->url);
            return;
        }
        /* Nothing more to offer; the same stage once more. */
        memcpy(header + 14, answer + 14, 2);
        put32(header + 28, wire->status_number);
        bytes = 0;
    }
    failed("%s: login failed", connection->url);
}

/* One command outside the load, with up to 64 bytes of answer. */
static inline void wire_control(struct connection *connection, const uint8_t *cdb, uint32_t expected)
{
    struct wire *wire = connection->state;
    struct outgoing *pdu = wire_pdu(wire, SCSI_COMMAND, expected ? 0xc0 : 0x80);
    put64(pdu->header + 8, wire->lun);
    put32(pdu->header + 16, CONTROL_TAG);
    put32(pdu->header + 20, expected);
    put32(pdu->header + 24, wire->command_number++);
    memcpy(pdu->header + 32, cdb, 16);
    wire->control_done = false;
    wire->control_bytes = 0;
    wire_queue(wire, pdu, NULL, 0);
    uint64_t limit = nanoseconds_now() + CONTROL_SECONDS * 1000000000ull;
    while (!wire->control_done && !has_failed()) {
        struct pollfd polled = {.fd = wire->descriptor, .events = wire_wanted(connection)};
        poll(&polled, 1, 100);
        wire_service(connection, polled.revents);
        if (nanoseconds_now() > limit)
            failed("%s: no answer for %d s", connection->url, CONTROL_SECONDS);
    }
}

/* The first commands meet unit attentions, which each report once. */
static inline void wire_capacity(struct connection *connection)
{
    static const uint8_t read_capacity[16] = {0x25}; /* READ CAPACITY(10) */
    struct wire *wire = connection->state;
    for (int attempt = 0; attempt < CONTROL_ATTEMPTS && !has_failed(); attempt++) {
        wire_control(connection, read_capacity, READ_CAPACITY_BYTES);
        if (!has_failed() && wire->control_status == 0 && wire->control_bytes == READ_CAPACITY_BYTES) {
            connection->blocks = (uint64_t)get32(wire->control_data) + 1;
            connection->block_bytes = get32(wire->control_data + 4);
            return;
        }
    }
    failed("%s: READ CAPACITY: status %02x", connection->url, wire->control_status);
}

static inline void wire_open(struct connection *connection)
{
    struct wire *wire = calloc(1, sizeof *wire);
    connection->state = wire;
    wire->last = &wire->first;
    wire->waiting_last = &wire->waiting;
    struct iscsi_context *context = iscsi_create_context(INITIATOR);
    struct iscsi_url *url = iscsi_parse_full_url(context, connection->url);
    if (!url) {
        failed("%s: %s", connection->url, iscsi_get_error(context));
    } else {
        /* Flat and peripheral addressing (SAM-5 4.7.7). */
        wire->lun = (uint64_t)(url->lun | (url->lun > 255 ? 0x4000 : 0)) << 48;
        if (!wire_connect(wire, url->portal))
            failed("%s: cannot connect", connection->url);
        else
            wire_login(connection, url->target);
        iscsi_destroy_url(url);
    }
    iscsi_destroy_context(context);
    if (!has_failed()) {
        fcntl(wire->descriptor, F_SETFL, fcntl(wire->descriptor, F_GETFL) | O_NONBLOCK);
        wire_capacity(connection);
    }
}

static inline void wire_close(struct connection *connection)
{
    struct wire *wire = connection->state;
    struct outgoing *pdu = wire_pdu(wire, LOGOUT | 0x40, 0x80);
    put32(pdu->header + 16, CONTROL_TAG);
    put32(pdu->header + 24, wire->command_number);
    wire_queue(wire, pdu, NULL, 0);
    wire_send(connection);
    struct pollfd polled = {.fd = wire->descriptor, .events = POLLIN};
    poll(&polled, 1, CLOSE_MILLISECONDS);
    close(wire->descriptor);
    while (wire->spare) {
        pdu = wire->spare;
        wire->spare = pdu->next;
        free(pdu);
    }
    free(wire);
}

static const struct transport wire_transport = {
    .name = "own",
    .open = wire_open,
    .descriptor = wire_descriptor,
    .wanted = wire_wanted,
    .service = wire_service,
    .submit = wire_submit,
    .close = wire_close,
};

#endif
