/*
 * The transport that speaks iSCSI itself (RFC 7143), for what libiscsi 1.19 cannot: data digests. One
 * connection per session, error recovery level 0, no authentication. It declares the same limits as
 * libiscsi does, so that both put the same PDUs on the wire.
 */
#ifndef RBDGATE_LOAD_WIRE_H
#define RBDGATE_LOAD_WIRE_H

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "crc32c.h"
#include "libiscsi.h"
#include "load.h"

#define HEADER_BYTES 48
#define DIGEST_BYTES 4
#define SEGMENT_BYTES 262144u
#define BURST_BYTES 262144u
#define TEXT_BYTES 8192
/* MaxRecvDataSegmentLength of a peer that declares none (RFC 7143 13.12). */
#define DEFAULT_SEGMENT_BYTES 8192u
#define SEND_VECTORS 96
#define NO_TAG 0xffffffffu
/* The task tag of commands outside the slots, before the load begins. */
#define CONTROL_TAG 0x10000u
#define CONTROL_ATTEMPTS 8
#define CONTROL_SECONDS 30
#define CLOSE_MILLISECONDS 1000

enum request { NOP_OUT = 0x00, SCSI_COMMAND = 0x01, LOGIN = 0x03, DATA_OUT = 0x05, LOGOUT = 0x06 };
enum response { NOP_IN = 0x20, SCSI_RESPONSE = 0x21, LOGIN_RESPONSE = 0x23, DATA_IN = 0x25, LOGOUT_RESPONSE = 0x26,
                READY_TO_TRANSFER = 0x31 };

/* A PDU to send: header and its digest, data where it lies, the data's digest. */
struct outgoing {
    struct outgoing *next;
    const uint8_t *data;
    uint32_t data_bytes;
    uint32_t header_bytes;
    uint32_t trailer_bytes;
    uint32_t sent;
    uint8_t header[HEADER_BYTES + DIGEST_BYTES];
    uint8_t trailer[DIGEST_BYTES];
};

/* What is being received. */
enum receiving { IN_HEADER, IN_DATA, IN_DATA_DIGEST };

struct wire {
    int descriptor;
    uint64_t lun;
    bool digest;
    uint32_t segment_bytes;
    uint32_t first_burst;
    uint32_t max_burst;
    bool immediate_data;
    bool initial_r2t;
    uint32_t command_number;
    uint32_t max_command_number;
    uint32_t status_number;
    struct outgoing *first;
    struct outgoing **last;
    struct outgoing *spare;
    struct slot *waiting;
    struct slot **waiting_last;
    enum receiving receiving;
    uint32_t received;
    uint8_t header[HEADER_BYTES + DIGEST_BYTES];
    uint32_t data_bytes;
    uint8_t *destination;
    uint8_t data_digest[DIGEST_BYTES];
    /* Data that belongs to no slot: sense, text, NOP. */
    uint8_t aside[TEXT_BYTES];
    bool control_done;
    uint8_t control_status;
    uint32_t control_bytes;
    uint8_t control_data[64];
};

static inline void put32(uint8_t *at, uint32_t value)
{
    value = htonl(value);
    memcpy(at, &value, 4);
}

static inline void put64(uint8_t *at, uint64_t value)
{
    put32(at, (uint32_t)(value >> 32));
    put32(at + 4, (uint32_t)value);
}

static inline uint32_t get32(const uint8_t *at)
{
    uint32_t value;
    memcpy(&value, at, 4);
    return ntohl(value);
}

static inline uint32_t padded(uint32_t bytes)
{
    return (bytes + 3) & ~3u;
}

/* Digests go least significant byte first (RFC 7143 appendix A.4). */
static inline void put_digest(uint8_t *at, uint32_t digest)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(digest >> 8 * i);
}

static inline struct outgoing *wire_pdu(struct wire *wire, uint8_t opcode, uint8_t flags)
{
    struct outgoing *pdu = wire->spare;
    if (pdu)
        wire->spare = pdu->next;
    else
        pdu = malloc(sizeof *pdu);
    memset(pdu, 0, sizeof *pdu);
    pdu->header[0] = opcode;
    pdu->header[1] = flags;
    return pdu;
}

/* Queues a PDU; its data, padded by the caller, must stay until it is sent. */
static inline void wire_queue(struct wire *wire, struct outgoing *pdu, const uint8_t *data, uint32_t bytes)
{
    pdu->data = data;
    pdu->data_bytes = padded(bytes);
    put32(pdu->header + 4, bytes);
    put32(pdu->header + 28, wire->status_number);
    pdu->header_bytes = HEADER_BYTES;
    if (wire->digest) {
        put_digest(pdu->header + HEADER_BYTES, crc32c(pdu->header, HEADER_BYTES));
        pdu->header_bytes += DIGEST_BYTES;
        if (bytes) {
            put_digest(pdu->trailer, crc32c(data, pdu->data_bytes));
            pdu->trailer_bytes = DIGEST_BYTES;
        }
    }
    *wire->last = pdu;
    wire->last = &pdu->next;
}

static inline void wire_add(struct iovec *vectors, int *count, uint32_t *skip, const uint8_t *data, uint32_t bytes)
{
    if (*skip >= bytes) {
        *skip -= bytes;
        return;
    }
    vectors[*count].iov_base = (void *)(data + *skip);
    vectors[*count].iov_len = bytes - *skip;
    *skip = 0;
    ++*count;
}

static inline void wire_sent(struct wire *wire, size_t bytes)
{
    while (bytes) {
        struct outgoing *pdu = wire->first;
        uint32_t left = pdu->header_bytes + pdu->data_bytes + pdu->trailer_bytes - pdu->sent;
        if (bytes < left) {
            pdu->sent += (uint32_t)bytes;
            return;
        }
        bytes -= left;
        wire->first = pdu->next;
        if (!wire->first)
            wire->last = &wire->first;
        pdu->next = wire->spare;
        wire->spare = pdu;
    }
}

/* Sends what is queued, many PDUs per call, until the socket takes no more. */
static inline void wire_send(struct connection *connection)
{
    struct wire *wire = connection->state;
    while (wire->first) {
        struct iovec vectors[SEND_VECTORS + 3];
        int count = 0;
        for (struct outgoing *pdu = wire->first; pdu && count < SEND_VECTORS; pdu = pdu->next) {
            uint32_t skip = pdu->sent;
            wire_add(vectors, &count, &skip, pdu->header, pdu->header_bytes);
            wire_add(vectors, &count, &skip, pdu->data, pdu->data_bytes);
            wire_add(vectors, &count, &skip, pdu->trailer, pdu->trailer_bytes);
        }
        struct msghdr message = {.msg_iov = vectors, .msg_iovlen = (size_t)count};
        ssize_t bytes = sendmsg(wire->descriptor, &message, MSG_NOSIGNAL);
        if (bytes < 0) {
            if (errno != EAGAIN && errno != EINTR)
                failed("%s: send: %s", connection->url, strerror(errno));
            return;
        }
        wire_sent(wire, (size_t)bytes);
    }
}

/* Data-Out PDUs for a part of a write, the last with F. */
static inline void wire_data_out(struct wire *wire, const struct slot *slot, uint32_t tag, uint32_t transfer_tag,
                                 uint32_t from, uint32_t bytes)
{
    for (uint32_t number = 0; bytes; number++) {
        uint32_t part = bytes < wire->segment_bytes ? bytes : wire->segment_bytes;
        struct outgoing *pdu = wire_pdu(wire, DATA_OUT, part == bytes ? 0x80 : 0);
        put64(pdu->header + 8, wire->lun);
        put32(pdu->header + 16, tag);
        put32(pdu->header + 20, transfer_tag);
        put32(pdu->header + 36, number);
        put32(pdu->header + 40, from);
        wire_queue(wire, pdu, slot->write_buffer + from, part);
        from += part;
        bytes -= part;
    }
}

static inline void wire_cdb(const struct connection *connection, const struct slot *slot, uint8_t *cdb)
{
    if (slot->operation == OPERATION_FLUSH) {
        cdb[0] = 0x35; /* SYNCHRONIZE CACHE(10), all of the unit */
        return;
    }
    cdb[0] = slot->operation == OPERATION_READ ? 0x28 : 0x2a; /* READ(10), WRITE(10) */
    cdb[1] = slot->operation == OPERATION_WRITE && slot->fua ? 0x08 : 0;
    put32(cdb + 2, (uint32_t)(slot->byte_offset / connection->block_bytes));
    uint32_t blocks = slot->bytes / connection->block_bytes;
    cdb[7] = (uint8_t)(blocks >> 8);
    cdb[8] = (uint8_t)blocks;
}

static inline uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static inline void wire_command(struct connection *connection, struct slot *slot)
{
    struct wire *wire = connection->state;
    uint32_t tag = (uint32_t)(slot - connection->slots);
    bool write = slot->operation == OPERATION_WRITE;
    uint32_t immediate = 0;
    uint32_t unsolicited = 0;
    if (write) {
        uint32_t first = least(slot->bytes, wire->first_burst);
        immediate = wire->immediate_data ? least(first, wire->segment_bytes) : 0;
        unsolicited = wire->initial_r2t ? 0 : first - immediate;
    }
    uint8_t flags = (uint8_t)((unsolicited ? 0 : 0x80) | (slot->operation == OPERATION_READ ? 0x40 : 0) |
                              (write ? 0x20 : 0));
    struct outgoing *pdu = wire_pdu(wire, SCSI_COMMAND, flags);
    put64(pdu->header + 8, wire->lun);
    put32(pdu->header + 16, tag);
    put32(pdu->header + 20, slot->bytes);
    put32(pdu->header + 24, wire->command_number++);
    wire_cdb(connection, slot, pdu->header + 32);
    slot->transport_state = 0;
    wire_queue(wire, pdu, slot->write_buffer, immediate);
    wire_data_out(wire, slot, tag, NO_TAG, immediate, unsolicited);
}

/* Commands beyond MaxCmdSN wait for the window to open. */
static inline bool wire_window_open(const struct wire *wire)
{
    return (int32_t)(wire->max_command_number - wire->command_number) >= 0;
}

static inline void wire_submit(struct connection *connection, struct slot *slot)
{
    struct wire *wire = connection->state;
    if (!wire->waiting && wire_window_open(wire)) {
        wire_command(connection, slot);
        return;
    }
    slot->next_free = NULL;
    *wire->waiting_last = slot;
    wire->waiting_last = &slot->next_free;
}

static inline void wire_release_waiting(struct connection *connection)
{
    struct wire *wire = connection->state;
    while (wire->waiting && wire_window_open(wire)) {
        struct slot *slot = wire->waiting;
        wire->waiting = slot->next_free;
        if (!wire->waiting)
            wire->waiting_last = &wire->waiting;
        wire_command(connection, slot);
    }
}

static inline struct slot *wire_slot(struct connection *connection, uint32_t tag)
{
    if (tag >= connection->slot_count) {
        failed("%s: no task has tag %08x", connection->url, tag);
        return NULL;
    }
    return &connection->slots[tag];
}

static inline void wire_end(struct connection *connection, uint32_t tag, uint8_t status)
{
    struct wire *wire = connection->state;
    const uint8_t *header = wire->header;
    if (tag == CONTROL_TAG) {
        wire->control_status = status;
        wire->control_done = true;
        return;
    }
    struct slot *slot = wire_slot(connection, tag);
    if (!slot)
        return;
    const uint8_t *sense = wire->aside + 2;
    if (status == 2 && header[0] == SCSI_RESPONSE && wire->data_bytes >= 16)
        failed("%s: CHECK CONDITION %02x/%02x/%02x", connection->url, sense[2] & 15u, sense[12], sense[13]);
    else if (status != 0 || (header[0] == SCSI_RESPONSE && header[2] != 0))
        failed("%s: status %02x, response %02x", connection->url, status, header[2]);
    else if (header[1] & 0x06)
        failed("%s: residual of %u bytes", connection->url, get32(header + 44));
    else if (slot->operation == OPERATION_READ && slot->transport_state != slot->bytes)
        failed("%s: %u of %u bytes were sent", connection->url, slot->transport_state, slot->bytes);
    complete(slot);
}

/* Where the data of the PDU whose header is complete goes. */
static inline void wire_choose_destination(struct connection *connection)
{
    struct wire *wire = connection->state;
    const uint8_t *header = wire->header;
    wire->destination = wire->aside;
    if (header[0] == DATA_IN && get32(header + 16) == CONTROL_TAG) {
        wire->control_bytes = wire->data_bytes;
        if (wire->data_bytes > sizeof wire->control_data)
            failed("%s: more data than asked for", connection->url);
        else
            wire->destination = wire->control_data;
    } else if (header[0] == DATA_IN) {
        struct slot *slot = wire_slot(connection, get32(header + 16));
        uint32_t from = get32(header + 40);
        if (slot && (slot->operation != OPERATION_READ || from != slot->transport_state ||
                     wire->data_bytes > slot->bytes - from))
            failed("%s: data out of order or beyond its command", connection->url);
        else if (slot)
            wire->destination = slot->read_buffer + from;
    } else if (padded(wire->data_bytes) > sizeof wire->aside) {
        failed("%s: a data segment of %u bytes", connection->url, wire->data_bytes);
    }
}

static inline void wire_answer_nop(struct wire *wire)
{
    uint32_t transfer_tag = get32(wire->header + 20);
    if (transfer_tag == NO_TAG)
        return;
    struct outgoing *pdu = wire_pdu(wire, NOP_OUT | 0x40, 0x80);
    memcpy(pdu->header + 8, wire->header + 8, 8);
    put32(pdu->header + 16, NO_TAG);
    put32(pdu->header + 20, transfer_tag);
    put32(pdu->header + 24, wire->command_number);
    wire_queue(wire, pdu, NULL, 0);
}

static inline void wire_process(struct connection *connection)
{
    struct wire *wire = connection->state;
    const uint8_t *header = wire->header;
    uint32_t tag = get32(header + 16);
    bool status = header[0] != READY_TO_TRANSFER && (header[0] != DATA_IN || header[1] & 1);
    if (status && !(header[0] == NOP_IN && tag == NO_TAG))
        wire->status_number = get32(header + 24) + 1;
    if ((int32_t)(get32(header + 32) - wire->max_command_number) > 0)
        wire->max_command_number = get32(header + 32);
    switch (header[0]) {
    case DATA_IN:
        if (tag != CONTROL_TAG && tag < connection->slot_count)
            connection->slots[tag].transport_state += wire->data_bytes;
        if (header[1] & 1)
            wire_end(connection, tag, header[3]);
        break;
    case SCSI_RESPONSE:
        wire_end(connection, tag, header[3]);
        break;
    case READY_TO_TRANSFER: {
        struct slot *slot = wire_slot(connection, tag);
        uint32_t from = get32(header + 40);
        uint32_t wanted = get32(header + 44);
        if (slot && (slot->operation != OPERATION_WRITE || from > slot->bytes || wanted > slot->bytes - from))
            failed("%s: R2T beyond its command", connection->url);
        else if (slot)
            wire_data_out(wire, slot, tag, get32(header + 20), from, wanted);
        break;
    }
    case NOP_IN:
        wire_answer_nop(wire);
        break;
    case LOGOUT_RESPONSE:
        break;
    default:
        failed("%s: unexpected PDU %02x", connection->url, header[0]);
    }
    wire_release_waiting(connection);
}

/* Advances over one piece that was received in full. */
static inline void wire_received_piece(struct connection *connection)
{
    struct wire *wire = connection->state;
    wire->received = 0;
    switch (wire->receiving) {
    case IN_HEADER:
        wire->data_bytes = get32(wire->header + 4) & 0xffffff;
        if (wire->digest) {
            uint8_t digest[DIGEST_BYTES];
            put_digest(digest, crc32c(wire->header, HEADER_BYTES));
            if (memcmp(digest, wire->header + HEADER_BYTES, DIGEST_BYTES) != 0)
                failed("%s: wrong header digest", connection->url);
        }
        if (wire->header[4] != 0)
            failed("%s: additional header segments", connection->url);
        if (wire->data_bytes) {
            wire_choose_destination(connection);
            /* The loop of receiving ends before the data when there is no place for it. */
            wire->receiving = IN_DATA;
            return;
        }
        break;
    case IN_DATA:
        if (wire->digest) {
            wire->receiving = IN_DATA_DIGEST;
            return;
        }
        break;
    case IN_DATA_DIGEST: {
        uint8_t digest[DIGEST_BYTES];
        put_digest(digest, crc32c(wire->destination, padded(wire->data_bytes)));
        if (memcmp(digest, wire->data_digest, DIGEST_BYTES) != 0)
            failed("%s: wrong data digest", connection->url);
        break;
    }
    }
    wire->receiving = IN_HEADER;
    if (!has_failed())
        wire_process(connection);
}

static inline void wire_receive(struct connection *connection)
{
    struct wire *wire = connection->state;
    while (!has_failed()) {
        uint8_t *to = wire->header;
        uint32_t bytes = HEADER_BYTES + (wire->digest ? DIGEST_BYTES : 0);
        if (wire->receiving == IN_DATA) {
            to = wire->destination;
            bytes = padded(wire->data_bytes);
        } else if (wire->receiving == IN_DATA_DIGEST) {
            to = wire->data_digest;
            bytes = DIGEST_BYTES;
        }
        /* A data segment and its digest come in one call where they are there. */
        struct iovec vectors[2] = {{to + wire->received, bytes - wire->received}, {wire->data_digest, DIGEST_BYTES}};
        bool both = wire->receiving == IN_DATA && wire->digest;
        ssize_t count = readv(wire->descriptor, vectors, both ? 2 : 1);
        if (count == 0)
            failed("%s: the target has closed the connection", connection->url);
        else if (count < 0 && errno != EAGAIN && errno != EINTR)
            failed("%s: receive: %s", connection->url, strerror(errno));
        if (count <= 0)
            return;
        wire->received += (uint32_t)count;
        if (wire->received < bytes)
            continue;
        uint32_t beyond = wire->received - bytes;
        wire_received_piece(connection);
        if (beyond) {
            wire->received = beyond;
            if (beyond == DIGEST_BYTES)
                wire_received_piece(connection);
        }
    }
}

static inline void wire_service(struct connection *connection, short events)
{
    if (events & (POLLIN | POLLHUP | POLLERR))
        wire_receive(connection);
    wire_send(connection);
}

static inline short wire_wanted(struct connection *connection)
{
    struct wire *wire = connection->state;
    return (short)(POLLIN | (wire->first ? POLLOUT : 0));
}

static inline int wire_descriptor(struct connection *connection)
{
    struct wire *wire = connection->state;
    return wire->descriptor;
}

#endif
