/*
 * An initiator that remembers. It writes without end, each sector with a version in its content, and
 * keeps in its own memory which version of each sector was acknowledged and which was sent without an
 * answer. After its connection is lost it connects again when told, reads every sector and compares:
 * an acknowledged version must be there, or one that was sent after it.
 *
 *     cc -O2 -o iscsi-journal iscsi-journal.c -liscsi
 *     iscsi-journal URL SEED
 *
 * It takes lines on standard input and answers each with one on standard output:
 *
 *     run     connects, compares, writes: "verified SECTORS", "running" once writes were acknowledged,
 *             and "lost ACKNOWLEDGED UNANSWERED" when the connection ends
 *     finish  connects, compares, ends: "verified SECTORS"
 *
 * "WRONG ..." and exit status 1: the store has lost or mixed up what it had acknowledged.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>

#define INITIATOR "iqn.2026-11.dev.rbdgate.test:journal"
#define SECTOR 512
#define DEPTH 32
#define MAX_SECTORS 128
#define VERIFY_SECTORS 512
#define LOGIN_SECONDS 10
#define POLL_MILLISECONDS 100
/* Acknowledged changes after which the load counts as running. */
#define RUNNING 200
/* No sector is sent with this version. */
#define NONE UINT64_MAX
/* The version of a sector that was never written, or was unmapped last: it reads as zeros. */
#define ZEROS 0

enum operation { READ, WRITE, WRITE_THROUGH, UNMAP, FLUSH };

struct slot {
    bool busy;
    enum operation operation;
    uint32_t first;
    uint32_t sectors;
    uint64_t version;
    struct scsi_iovec vector;
    uint8_t buffer[MAX_SECTORS * SECTOR];
};

static const char *url_text;
static struct iscsi_context *context;
static int lun;
static uint32_t sectors;
static uint64_t *acknowledged;
static uint64_t *unanswered;
/* Which sectors a command under way touches: nothing else may, or its outcome could not be told. */
static bool *taken;
static uint64_t next_version = 1;
static uint64_t acknowledged_changes;
static uint64_t random_state;
static struct slot slots[DEPTH];
static bool lost;

static void wrong(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    printf("WRONG ");
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
    exit(1);
}

/* xorshift64* */
static uint64_t random_below(uint64_t limit)
{
    random_state ^= random_state >> 12;
    random_state ^= random_state << 25;
    random_state ^= random_state >> 27;
    return (uint64_t)(((unsigned __int128)(random_state * 0x2545f4914f6cdd1du) * limit) >> 64);
}

/* A sector holds its number and version, over and over: a sector put together from two shows. */
static void stamp(uint8_t *to, uint32_t sector, uint64_t version)
{
    uint64_t words[2] = {version == ZEROS ? 0 : sector + 1, version};
    for (unsigned at = 0; at < SECTOR; at += sizeof words)
        memcpy(to + at, words, sizeof words);
}

static bool holds(const uint8_t *found, uint32_t sector, uint64_t version)
{
    uint8_t expected[SECTOR];
    if (version == NONE)
        return false;
    stamp(expected, sector, version);
    return memcmp(found, expected, SECTOR) == 0;
}

/* Compares a sector, and from then on holds the gateway to what it has shown. */
static void compare(const uint8_t *found, uint32_t sector)
{
    uint64_t words[2];
    if (holds(found, sector, unanswered[sector])) {
        acknowledged[sector] = unanswered[sector];
    } else if (!holds(found, sector, acknowledged[sector])) {
        memcpy(words, found, sizeof words);
        wrong("sector %" PRIu32 ": acknowledged version %" PRIu64 ", sent after it %" PRId64
              ", found version %" PRIu64 " of sector %" PRId64,
              sector, acknowledged[sector], (int64_t)unanswered[sector], words[1], (int64_t)words[0] - 1);
    }
    unanswered[sector] = NONE;
}

static void disconnect(void)
{
    iscsi_destroy_context(context);
    context = NULL;
    for (unsigned i = 0; i < DEPTH; i++)
        slots[i].busy = false;
    memset(taken, 0, sectors * sizeof *taken);
}

static bool connect_once(void)
{
    context = iscsi_create_context(INITIATOR);
    struct iscsi_url *url = iscsi_parse_full_url(context, url_text);
    if (!url)
        wrong("usage: %s", iscsi_get_error(context));
    iscsi_set_targetname(context, url->target);
    iscsi_set_session_type(context, ISCSI_SESSION_NORMAL);
    iscsi_set_header_digest(context, ISCSI_HEADER_DIGEST_NONE);
    iscsi_set_noautoreconnect(context, 1);
    iscsi_set_timeout(context, LOGIN_SECONDS);
    lun = url->lun;
    bool connected = iscsi_full_connect_sync(context, url->portal, lun) == 0;
    iscsi_destroy_url(url);
    return connected;
}

static void connect_or_fail(void)
{
    if (!connect_once())
        wrong("cannot log in: %s", iscsi_get_error(context));
    struct scsi_task *task = iscsi_readcapacity10_sync(context, lun, 0, 0);
    struct scsi_readcapacity10 *capacity =
        task && task->status == SCSI_STATUS_GOOD ? scsi_datain_unmarshall(task) : NULL;
    if (!capacity || capacity->block_size != SECTOR)
        wrong("READ CAPACITY: %s", iscsi_get_error(context));
    if (!sectors) {
        sectors = capacity->lba + 1;
        acknowledged = calloc(sectors, sizeof *acknowledged);
        unanswered = malloc(sectors * sizeof *unanswered);
        taken = calloc(sectors, sizeof *taken);
        for (uint32_t i = 0; i < sectors; i++)
            unanswered[i] = NONE;
    }
    scsi_free_scsi_task(task);
}

static void verify(void)
{
    for (uint32_t at = 0; at < sectors; at += VERIFY_SECTORS) {
        uint32_t count = sectors - at < VERIFY_SECTORS ? sectors - at : VERIFY_SECTORS;
        struct scsi_task *task = iscsi_read10_sync(context, lun, at, count * SECTOR, SECTOR, 0, 0, 0, 0, 0);
        if (!task || task->status != SCSI_STATUS_GOOD || task->datain.size != (int)(count * SECTOR))
            wrong("sectors from %" PRIu32 " cannot be read: %s", at, iscsi_get_error(context));
        for (uint32_t i = 0; i < count; i++)
            compare(task->datain.data + (size_t)i * SECTOR, at + i);
        scsi_free_scsi_task(task);
    }
    printf("verified %" PRIu32 "\n", sectors);
}

static bool changes(enum operation operation)
{
    return operation == WRITE || operation == WRITE_THROUGH || operation == UNMAP;
}

static void ended(struct iscsi_context *from, int status, void *data, void *private)
{
    struct scsi_task *task = data;
    struct slot *slot = private;
    (void)from;
    if (status == SCSI_STATUS_CHECK_CONDITION)
        wrong("operation %d on sector %" PRIu32 ": CHECK CONDITION %02x/%04x", slot->operation, slot->first,
              task->sense.key, task->sense.ascq);
    if (status == SCSI_STATUS_GOOD) {
        for (uint32_t i = 0; i < slot->sectors; i++) {
            uint32_t sector = slot->first + i;
            if (changes(slot->operation)) {
                acknowledged[sector] = slot->version;
                unanswered[sector] = NONE;
            } else {
                compare(slot->buffer + (size_t)i * SECTOR, sector);
            }
            taken[sector] = false;
        }
        acknowledged_changes += changes(slot->operation);
    } else {
        lost = true;
    }
    slot->busy = false;
    scsi_free_scsi_task(task);
}

static bool free_range(uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (taken[first + i])
            return false;
    return true;
}

static enum operation next_operation(void)
{
    uint64_t dice = random_below(100);
    return dice < 60 ? WRITE : dice < 65 ? WRITE_THROUGH : dice < 72 ? UNMAP : dice < 75 ? FLUSH : READ;
}

static struct scsi_task *send_slot(struct slot *slot)
{
    int bytes = (int)(slot->sectors * SECTOR);
    slot->vector = (struct scsi_iovec){.iov_base = slot->buffer, .iov_len = (size_t)bytes};
    switch (slot->operation) {
    case READ:
        return iscsi_read10_iov_task(context, lun, slot->first, (uint32_t)bytes, SECTOR, 0, 0, 0, 0, 0, ended, slot,
                                     &slot->vector, 1);
    case WRITE:
    case WRITE_THROUGH:
        return iscsi_write10_iov_task(context, lun, slot->first, NULL, (uint32_t)bytes, SECTOR, 0, 0,
                                      slot->operation == WRITE_THROUGH, 0, 0, ended, slot, &slot->vector, 1);
    case UNMAP: {
        struct unmap_list range = {.lba = slot->first, .num = slot->sectors};
        return iscsi_unmap_task(context, lun, 0, 0, &range, 1, ended, slot);
    }
    case FLUSH:
        return iscsi_synchronizecache10_task(context, lun, 0, 0, 0, 0, ended, slot);
    }
    return NULL;
}

static void start(struct slot *slot)
{
    slot->operation = next_operation();
    slot->sectors = slot->operation == FLUSH ? 0 : (uint32_t)random_below(MAX_SECTORS) + 1;
    slot->first = (uint32_t)random_below(sectors - slot->sectors);
    if (!free_range(slot->first, slot->sectors))
        return;
    slot->version = slot->operation == UNMAP ? ZEROS : next_version++;
    for (uint32_t i = 0; i < slot->sectors; i++) {
        uint32_t sector = slot->first + i;
        taken[sector] = true;
        if (changes(slot->operation))
            unanswered[sector] = slot->version;
        if (slot->operation == WRITE || slot->operation == WRITE_THROUGH)
            stamp(slot->buffer + (size_t)i * SECTOR, sector, slot->version);
    }
    slot->busy = true;
    if (!send_slot(slot))
        wrong("cannot send: %s", iscsi_get_error(context));
}

static void serve(void)
{
    struct pollfd polled = {.fd = iscsi_get_fd(context), .events = (short)iscsi_which_events(context)};
    int ready = poll(&polled, 1, POLL_MILLISECONDS);
    if (ready < 0 && errno != EINTR)
        wrong("poll: %s", strerror(errno));
    if (ready > 0 && iscsi_service(context, polled.revents) < 0)
        lost = true;
}

static void load(void)
{
    uint64_t before = acknowledged_changes;
    bool told = false;
    lost = false;
    while (!lost) {
        for (unsigned i = 0; i < DEPTH; i++)
            if (!slots[i].busy)
                start(&slots[i]);
        serve();
        if (!told && acknowledged_changes - before >= RUNNING) {
            told = true;
            printf("running\n");
        }
    }
    uint64_t open = 0;
    for (uint32_t i = 0; i < sectors; i++)
        open += unanswered[i] != NONE;
    printf("lost %" PRIu64 " %" PRIu64 "\n", acknowledged_changes - before, open);
}

int main(int argc, char **argv)
{
    char line[64];
    if (argc != 3)
        wrong("usage: iscsi-journal URL SEED");
    url_text = argv[1];
    random_state = strtoull(argv[2], NULL, 10) * 2 + 1;
    setvbuf(stdout, NULL, _IOLBF, 0);
    while (fgets(line, sizeof line, stdin)) {
        connect_or_fail();
        verify();
        if (strcmp(line, "finish\n") == 0) {
            iscsi_logout_sync(context);
            disconnect();
            return 0;
        }
        load();
        disconnect();
    }
    return 0;
}
