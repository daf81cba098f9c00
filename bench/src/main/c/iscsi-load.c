/*
 * Load on iSCSI targets, and what it met with: operations per second, latencies, whether the data was
 * right. One thread and one poll loop over all connections; nothing is allocated per operation here.
 *
 *     cc -O2 -o iscsi-load iscsi-load.c -liscsi
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>

#include "inventory.h"
#include "libiscsi.h"
#include "load.h"
#include "wire_login.h"

/* Nothing at all completed for so long: the target hangs. */
#define WATCHDOG_NANOSECONDS (60 * 1000000000ull)
#define POLL_MILLISECONDS 100
#define TICK_NANOSECONDS 100000000ull
#define MAX_TICKS 36000
#define PREFILL_BLOCK (1u << 20)
#define PREFILL_DEPTH 8

enum phase { PHASE_PREFILL, PHASE_WARMUP, PHASE_MEASURED, PHASE_DRAIN };

static struct {
    struct options options;
    enum phase phase;
    uint64_t begin;
    uint64_t deadline;
    uint64_t submitted;
    uint64_t completed;
    uint64_t last_completion;
    uint64_t bytes;
    uint64_t all_operations;
    uint64_t all_bytes;
    uint64_t verified;
    uint64_t errors;
    uint32_t ticks[MAX_TICKS];
    unsigned tick_count;
    struct histogram latency[OPERATION_KINDS];
    char reason[512];
} run;

void failed(const char *format, ...)
{
    va_list arguments;
    if (run.errors++ == 0) {
        va_start(arguments, format);
        vsnprintf(run.reason, sizeof run.reason, format, arguments);
        va_end(arguments);
    }
}

bool has_failed(void)
{
    return run.errors != 0;
}

/* xorshift64*: the choices of one connection depend on the seed and its number only. */
static uint64_t random_next(struct connection *connection)
{
    uint64_t value = connection->random;
    value ^= value >> 12;
    value ^= value << 25;
    value ^= value >> 27;
    connection->random = value;
    return value * 0x2545f4914f6cdd1du;
}

/* A number below the limit, from the high bits, without a division. */
static uint64_t random_below(struct connection *connection, uint64_t limit)
{
    return (uint64_t)(((unsigned __int128)random_next(connection) * limit) >> 64);
}

/* Starts an operation in the connection's next free slot, whose buffer has been stamped if it writes. */
static void submit(struct connection *connection, enum operation operation, uint64_t byte_offset, uint32_t bytes)
{
    struct slot *slot = connection->free_slots;
    connection->free_slots = slot->next_free;
    slot->operation = operation;
    slot->byte_offset = byte_offset;
    slot->bytes = bytes;
    slot->fua = run.options.fua && run.phase != PHASE_PREFILL;
    connection->under_way++;
    slot->started = nanoseconds_now();
    connection->transport->submit(connection, slot);
}

static uint64_t next_offset(struct connection *connection)
{
    uint32_t block = run.options.block;
    uint64_t places = connection->span / block;
    if (!run.options.sequential)
        return random_below(connection, places) * block;
    uint64_t offset = connection->next_offset;
    connection->next_offset = offset + block >= places * block ? 0 : offset + block;
    return offset;
}

/* Whether a flush must come before anything else on this connection. */
static bool flush_is_due(const struct connection *connection)
{
    return run.options.flush_every != 0 && connection->writes_since_flush >= run.options.flush_every;
}

static void submit_measured(struct connection *connection)
{
    struct slot *slot = connection->free_slots;
    bool read = run.options.read_percent == 100 ||
        (run.options.read_percent != 0 && random_below(connection, 100) < run.options.read_percent);
    uint64_t byte_offset = next_offset(connection);
    if (!read) {
        content_stamp(slot->write_buffer, run.options.block, byte_offset);
        connection->writes_since_flush++;
    }
    run.submitted++;
    submit(connection, read ? OPERATION_READ : OPERATION_WRITE, byte_offset, run.options.block);
}

/* Fills the connection's depth, or flushes when that is due and all before it has ended. */
static void fill(struct connection *connection)
{
    while (!run.errors && connection->free_slots && !connection->flushing) {
        if (flush_is_due(connection)) {
            if (connection->under_way != 0)
                return;
            connection->flushing = true;
            connection->writes_since_flush = 0;
            submit(connection, OPERATION_FLUSH, 0, 0);
            return;
        }
        if (run.phase == PHASE_DRAIN || run.submitted >= run.options.count)
            return;
        submit_measured(connection);
    }
}

static void fill_prefill(struct connection *connection)
{
    while (!run.errors && connection->free_slots && connection->under_way < PREFILL_DEPTH &&
           connection->next_offset < connection->span) {
        uint64_t left = connection->span - connection->next_offset;
        uint32_t bytes = left < PREFILL_BLOCK ? (uint32_t)left : PREFILL_BLOCK;
        content_stamp(connection->free_slots->write_buffer, bytes, connection->next_offset);
        uint64_t byte_offset = connection->next_offset;
        connection->next_offset += bytes;
        submit(connection, OPERATION_WRITE, byte_offset, bytes);
    }
    if (!run.errors && connection->next_offset >= connection->span && connection->under_way == 0 &&
        !connection->flushing) {
        connection->flushing = true;
        submit(connection, OPERATION_FLUSH, 0, 0);
    }
}

static void account(const struct slot *slot, uint64_t now)
{
    run.last_completion = now;
    histogram_add(&run.latency[slot->operation], now - slot->started);
    if (slot->operation == OPERATION_FLUSH)
        return;
    run.completed++;
    run.bytes += slot->bytes;
    uint64_t tick = (now - run.begin) / TICK_NANOSECONDS;
    if (tick < MAX_TICKS) {
        run.ticks[tick]++;
        if (tick >= run.tick_count)
            run.tick_count = (unsigned)tick + 1;
    }
}

static void verify(struct slot *slot)
{
    struct connection *connection = slot->connection;
    if (run.options.verify_percent < 100 && random_below(connection, 100) >= run.options.verify_percent)
        return;
    int64_t wrong = content_check(slot->read_buffer, slot->bytes, slot->byte_offset);
    if (wrong >= 0)
        failed("%s: wrong content at byte %" PRIu64, connection->url, slot->byte_offset + (uint64_t)wrong);
    run.verified++;
}

void complete(struct slot *slot)
{
    struct connection *connection = slot->connection;
    uint64_t now = nanoseconds_now();
    if (run.phase == PHASE_MEASURED && (run.options.count != UINT64_MAX || now < run.deadline))
        account(slot, now);
    if (run.phase != PHASE_PREFILL) {
        run.all_operations++;
        run.all_bytes += slot->bytes;
    }
    connection->under_way--;
    if (slot->operation == OPERATION_FLUSH && run.phase != PHASE_PREFILL)
        connection->flushing = false;
    if (slot->operation == OPERATION_READ && !run.errors)
        verify(slot);
    slot->next_free = connection->free_slots;
    connection->free_slots = slot;
    if (run.phase == PHASE_PREFILL)
        fill_prefill(connection);
    else
        fill(connection);
}

static unsigned all_under_way(const struct connection *connections, unsigned count)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum += connections[i].under_way;
    return sum;
}

/* Runs until nothing is under way any more, or until the time given, or until something fails. */
static void loop(struct connection *connections, unsigned count, uint64_t until)
{
    static struct pollfd polled[MAX_CONNECTIONS];
    uint64_t last_progress = nanoseconds_now();
    while (!run.errors && all_under_way(connections, count) != 0) {
        for (unsigned i = 0; i < count; i++) {
            struct connection *connection = &connections[i];
            short wanted = connection->transport->wanted(connection);
            /* What was just queued is sent without asking first whether it can be. */
            if (wanted & POLLOUT) {
                connection->transport->service(connection, POLLOUT);
                wanted = connection->transport->wanted(connection);
            }
            polled[i].fd = connection->transport->descriptor(connection);
            polled[i].events = wanted;
            polled[i].revents = 0;
        }
        int ready = poll(polled, count, POLL_MILLISECONDS);
        if (ready < 0 && errno != EINTR)
            failed("poll: %s", strerror(errno));
        for (unsigned i = 0; ready > 0 && i < count; i++) {
            if (polled[i].revents)
                connections[i].transport->service(&connections[i], polled[i].revents);
        }
        uint64_t now = nanoseconds_now();
        if (ready > 0)
            last_progress = now;
        if (now - last_progress > WATCHDOG_NANOSECONDS)
            failed("no answer for %llu s, %u operations under way", WATCHDOG_NANOSECONDS / 1000000000ull,
                   all_under_way(connections, count));
        if (now >= until)
            return;
    }
}

static void *buffer(size_t bytes)
{
    void *memory = NULL;
    if (posix_memalign(&memory, 4096, bytes) != 0) {
        fprintf(stderr, "iscsi-load: no memory\n");
        exit(1);
    }
    return memory;
}

/* Gives a connection its slots, with buffers of one size for what it will do. */
static void make_slots(struct connection *connection, unsigned depth, uint32_t bytes, bool reads, bool writes)
{
    connection->slots = calloc(depth, sizeof *connection->slots);
    connection->slot_count = depth;
    connection->free_slots = NULL;
    for (unsigned i = 0; i < depth; i++) {
        struct slot *slot = &connection->slots[i];
        slot->connection = connection;
        if (reads)
            slot->read_buffer = buffer(bytes);
        if (writes) {
            slot->write_buffer = buffer(bytes);
            content_prepare(slot->write_buffer, bytes);
        }
        slot->next_free = connection->free_slots;
        connection->free_slots = slot;
    }
}

static void drop_slots(struct connection *connection, unsigned depth)
{
    for (unsigned i = 0; connection->slots && i < depth; i++) {
        free(connection->slots[i].read_buffer);
        free(connection->slots[i].write_buffer);
        free(connection->slots[i].vector);
    }
    free(connection->slots);
    connection->slots = connection->free_slots = NULL;
    connection->slot_count = 0;
}

static void prefill(struct connection *connections, unsigned count)
{
    run.phase = PHASE_PREFILL;
    for (unsigned i = 0; i < count; i += run.options.connections) {
        struct connection *connection = &connections[i];
        make_slots(connection, PREFILL_DEPTH, PREFILL_BLOCK, false, true);
        connection->next_offset = 0;
        fill_prefill(connection);
    }
    loop(connections, count, UINT64_MAX);
    for (unsigned i = 0; i < count && !run.errors; i += run.options.connections) {
        drop_slots(&connections[i], PREFILL_DEPTH);
        connections[i].flushing = false;
    }
}

static void measure(struct connection *connections, unsigned count)
{
    bool by_count = run.options.count != UINT64_MAX;
    uint64_t now = nanoseconds_now();
    for (unsigned i = 0; i < count; i++) {
        struct connection *connection = &connections[i];
        unsigned number = i % run.options.connections;
        make_slots(connection, run.options.depth, run.options.block, run.options.read_percent > 0,
                   run.options.read_percent < 100);
        connection->random = content_mix(run.options.seed * MAX_CONNECTIONS + i) | 1;
        connection->next_offset =
            connection->span / run.options.block * number / run.options.connections * run.options.block;
    }
    run.phase = !by_count && run.options.warmup > 0 ? PHASE_WARMUP : PHASE_MEASURED;
    run.begin = run.last_completion = now;
    run.deadline = now + (uint64_t)(run.options.seconds * 1e9);
    uint64_t warm = now + (uint64_t)(run.options.warmup * 1e9);
    for (unsigned i = 0; i < count; i++)
        fill(&connections[i]);
    if (run.phase == PHASE_WARMUP) {
        loop(connections, count, warm);
        run.phase = PHASE_MEASURED;
        run.begin = nanoseconds_now();
        run.deadline = run.begin + (uint64_t)(run.options.seconds * 1e9);
    }
    loop(connections, count, by_count ? UINT64_MAX : run.deadline);
    run.phase = PHASE_DRAIN;
    loop(connections, count, UINT64_MAX);
}

static void print_latency(const char *name, const struct histogram *histogram)
{
    double count = histogram->count ? (double)histogram->count : 1;
    printf("\"%s\":{\"count\":%" PRIu64 ",\"mean\":%.1f", name, histogram->count, (double)histogram->sum / count / 1e3);
    static const struct { const char *name; double part; } points[] = {
        {"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p999", 0.999},
    };
    for (unsigned i = 0; i < sizeof points / sizeof *points; i++)
        printf(",\"%s\":%.1f", points[i].name, (double)histogram_percentile(histogram, points[i].part) / 1e3);
    printf(",\"max\":%.1f},", (double)histogram->max / 1e3);
}

static void print_text(const char *text)
{
    putchar('"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            putchar('\\');
        putchar((unsigned char)*text < 0x20 ? ' ' : *text);
    }
    putchar('"');
}

static void print_failure(void)
{
    printf("\"errors\":%" PRIu64 ",\"error\":", run.errors);
    if (run.errors)
        print_text(run.reason);
    else
        printf("null");
    printf("}\n");
}

static double processor_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
        (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void print_result(const char *transport, double processor)
{
    bool by_count = run.options.count != UINT64_MAX;
    double seconds = by_count ? (double)(run.last_completion - run.begin) / 1e9 : run.options.seconds;
    double divisor = seconds > 0 ? seconds : 1;
    printf("{\"transport\":\"%s\",\"operations\":%" PRIu64 ",\"seconds\":%.6f,\"iops\":%.1f,\"bytesPerSecond\":%.0f,",
           transport, run.completed, seconds, (double)run.completed / divisor, (double)run.bytes / divisor);
    print_latency("read", &run.latency[OPERATION_READ]);
    print_latency("write", &run.latency[OPERATION_WRITE]);
    print_latency("flush", &run.latency[OPERATION_FLUSH]);
    printf("\"allOperations\":%" PRIu64 ",\"allBytes\":%" PRIu64 ",", run.all_operations, run.all_bytes);
    printf("\"clientCpuSeconds\":%.3f,\"verified\":%" PRIu64 ",\"per100ms\":[", processor, run.verified);
    for (unsigned i = 0; i < run.tick_count; i++)
        printf("%s%" PRIu32, i ? "," : "", run.ticks[i]);
    printf("],");
    print_failure();
}

static void print_inventory(const struct inventory *inventory)
{
    printf("{\"targets\":%u,\"luns\":%u,\"sendTargetsMicroseconds\":%.0f,\"loginMicroseconds\":%.0f,"
           "\"reportLunsMicroseconds\":%.0f,",
           inventory->targets, inventory->luns, inventory->send_targets_microseconds,
           inventory->login_microseconds, inventory->report_luns_microseconds);
    print_failure();
}

static const struct transport *transport_wanted(void)
{
    return run.options.digest || run.options.own_client ? &wire_transport : &libiscsi_transport;
}

static void open_connection(struct connection *connection, unsigned number)
{
    connection->transport = transport_wanted();
    connection->url = run.options.urls[number / run.options.connections];
    connection->options = &run.options;
    connection->transport->open(connection);
    if (run.errors)
        return;
    uint64_t capacity = connection->blocks * connection->block_bytes;
    connection->span = run.options.span ? run.options.span : capacity;
    if (connection->span > capacity || connection->span < run.options.block)
        failed("%s: the span does not fit a unit of %" PRIu64 " bytes", connection->url, capacity);
    if (run.options.block % connection->block_bytes != 0 || connection->span % connection->block_bytes != 0)
        failed("%s: its blocks have %" PRIu32 " bytes", connection->url, connection->block_bytes);
}

int main(int argc, char **argv)
{
    run.options = parse_options(argc, argv);
    if (run.options.inventory) {
        struct inventory inventory = take_inventory(run.options.urls[0]);
        print_inventory(&inventory);
        return run.errors ? 1 : 0;
    }
    content_init();
    crc32c_init();
    unsigned count = (unsigned)run.options.url_count * run.options.connections;
    struct connection *connections = calloc(count, sizeof *connections);
    unsigned opened = 0;
    while (opened < count && !run.errors)
        open_connection(&connections[opened], opened), opened++;
    if (run.options.prefill && !run.errors)
        prefill(connections, count);
    double processor = processor_seconds();
    if (!run.errors && run.options.count != 0)
        measure(connections, count);
    processor = processor_seconds() - processor;
    print_result(transport_wanted()->name, processor);
    fflush(stdout);
    /* After a failure the peer may not answer a logout: the sockets just go. */
    for (unsigned i = 0; i < opened && !run.errors; i++)
        connections[i].transport->close(&connections[i]);
    return run.errors ? 1 : 0;
}
