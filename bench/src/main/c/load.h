/* What the parts of iscsi-load share: slots, connections, the run, and the failure that ends it. */
#ifndef RBDGATE_LOAD_LOAD_H
#define RBDGATE_LOAD_LOAD_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "content.h"
#include "histogram.h"
#include "options.h"

enum operation { OPERATION_READ, OPERATION_WRITE, OPERATION_FLUSH, OPERATION_KINDS };

struct connection;

/* One operation under way. Its buffers are made once and used again for every operation. */
struct slot {
    struct connection *connection;
    struct slot *next_free;
    uint8_t *read_buffer;
    uint8_t *write_buffer;
    enum operation operation;
    uint64_t byte_offset;
    uint32_t bytes;
    uint64_t started;
    bool fua;
    /* The transport's own. */
    void *vector;
    uint32_t transport_state;
};

/* How commands travel: libiscsi, or, for data digests, a client of our own. */
struct transport {
    const char *name;
    /*
     * Connects, logs in, and sets block_bytes and blocks. All commands have 10 bytes, as Linux sends
     * them to units of less than 2 TiB: some targets know no others. A larger unit is used up to there.
     */
    void (*open)(struct connection *connection);
    int (*descriptor)(struct connection *connection);
    /* The poll events wanted now. */
    short (*wanted)(struct connection *connection);
    void (*service)(struct connection *connection, short events);
    /* Starts what the slot says; complete() is called later, never from here. */
    void (*submit)(struct connection *connection, struct slot *slot);
    void (*close)(struct connection *connection);
};

struct connection {
    const struct transport *transport;
    const char *url;
    void *state;
    const struct options *options;
    uint32_t block_bytes;
    uint64_t blocks;
    uint64_t span;
    struct slot *slots;
    unsigned slot_count;
    struct slot *free_slots;
    unsigned under_way;
    uint64_t random;
    uint64_t next_offset;
    unsigned writes_since_flush;
    bool flushing;
};

/* Called by a transport when a slot's operation has ended with GOOD and all of its data. */
void complete(struct slot *slot);

/* Ends the run: remembers the first reason, which the JSON will carry. */
void failed(const char *format, ...) __attribute__((format(printf, 1, 2)));

bool has_failed(void);

static inline uint64_t nanoseconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

#endif
