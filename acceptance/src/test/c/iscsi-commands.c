/*
 * A session that sends one SCSI command for each line on standard input and tells how it ended.
 *
 *     cc -O2 -o iscsi-commands iscsi-commands.c -liscsi
 *     iscsi-commands URL INITIATOR
 *
 *     write LBA BLOCKS BYTE    WRITE(10) of blocks full of this byte
 *     through LBA BLOCKS BYTE  the same with FUA
 *     read LBA BLOCKS          READ(10): GOOD, the first byte, and whether all others are the same
 *     unmap LBA BLOCKS         UNMAP
 *     sync                     SYNCHRONIZE CACHE(10)
 *     sense CDB LENGTH         any command without data or with data in, as hexadecimal digits
 *     data CDB LENGTH          the same: GOOD, and the data as hexadecimal digits
 *
 * Answers: "GOOD ...", "CHECK kk/aaaa" with sense key and additional sense code ("deferred" after it
 * if it is about another command), "STATUS ss", or "LOST ..." when the connection has ended.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>

#define SECTOR 512
#define COMMAND_SECONDS 30
#define MAX_CDB 16
/* Response codes of deferred sense data (SPC-5 4.4.3). */
#define DEFERRED_FIXED 0x71
#define DEFERRED_DESCRIPTOR 0x73

static struct iscsi_context *context;
static int lun;

static bool deferred(const struct scsi_task *task)
{
    /* The data segment of the response: two bytes of length, then the sense data (RFC 7143 11.4.7.2). */
    if (task->datain.size < 3)
        return false;
    uint8_t code = task->datain.data[2] & 0x7f;
    return code == DEFERRED_FIXED || code == DEFERRED_DESCRIPTOR;
}

static void tell_content(const struct scsi_task *task)
{
    bool same = true;
    for (int i = 1; i < task->datain.size; i++)
        same &= task->datain.data[i] == task->datain.data[0];
    printf("GOOD %d %02x %s\n", task->datain.size, task->datain.size ? task->datain.data[0] : 0,
           same ? "same" : "mixed");
}

static void tell_bytes(const struct scsi_task *task)
{
    printf("GOOD ");
    for (int i = 0; i < task->datain.size; i++)
        printf("%02x", task->datain.data[i]);
    printf("\n");
}

static void tell(struct scsi_task *task, bool reads)
{
    if (!task)
        printf("LOST %s\n", iscsi_get_error(context));
    else if (task->status == SCSI_STATUS_GOOD && reads)
        tell_content(task);
    else if (task->status == SCSI_STATUS_GOOD)
        printf("GOOD\n");
    else if (task->status == SCSI_STATUS_CHECK_CONDITION)
        printf("CHECK %02x/%04x%s\n", task->sense.key, task->sense.ascq, deferred(task) ? " deferred" : "");
    else
        printf("STATUS %02x %s\n", task->status, iscsi_get_error(context));
    if (task)
        scsi_free_scsi_task(task);
}

static void write_blocks(uint32_t lba, uint32_t blocks, unsigned byte, bool through)
{
    unsigned char *data = malloc((size_t)blocks * SECTOR);
    memset(data, (int)byte, (size_t)blocks * SECTOR);
    tell(iscsi_write10_sync(context, lun, lba, data, blocks * SECTOR, SECTOR, 0, 0, through, 0, 0), false);
    free(data);
}

static void any_command(const char *digits, int length, bool bytes)
{
    struct scsi_task *task = calloc(1, sizeof *task);
    unsigned byte;
    for (task->cdb_size = 0; task->cdb_size < MAX_CDB && sscanf(digits, "%2x", &byte) == 1; digits += 2)
        task->cdb[task->cdb_size++] = (unsigned char)byte;
    task->xfer_dir = length ? SCSI_XFER_READ : SCSI_XFER_NONE;
    task->expxferlen = length;
    struct scsi_task *done = iscsi_scsi_command_sync(context, lun, task, NULL);
    if (bytes && done && done->status == SCSI_STATUS_GOOD) {
        tell_bytes(done);
        scsi_free_scsi_task(done);
    } else {
        tell(done, length > 0);
    }
}

static void obey(const char *line)
{
    uint32_t lba, blocks;
    unsigned byte;
    int length;
    char digits[2 * MAX_CDB + 1];
    if (sscanf(line, "write %" SCNu32 " %" SCNu32 " %x", &lba, &blocks, &byte) == 3) {
        write_blocks(lba, blocks, byte, false);
    } else if (sscanf(line, "through %" SCNu32 " %" SCNu32 " %x", &lba, &blocks, &byte) == 3) {
        write_blocks(lba, blocks, byte, true);
    } else if (sscanf(line, "read %" SCNu32 " %" SCNu32, &lba, &blocks) == 2) {
        tell(iscsi_read10_sync(context, lun, lba, blocks * SECTOR, SECTOR, 0, 0, 0, 0, 0), true);
    } else if (sscanf(line, "unmap %" SCNu32 " %" SCNu32, &lba, &blocks) == 2) {
        struct unmap_list range = {.lba = lba, .num = blocks};
        tell(iscsi_unmap_sync(context, lun, 0, 0, &range, 1), false);
    } else if (sscanf(line, "sense %32s %d", digits, &length) == 2) {
        any_command(digits, length, false);
    } else if (sscanf(line, "data %32s %d", digits, &length) == 2) {
        any_command(digits, length, true);
    } else if (strcmp(line, "sync\n") == 0) {
        tell(iscsi_synchronizecache10_sync(context, lun, 0, 0, 0, 0), false);
    } else {
        printf("usage: %s", line);
    }
}

int main(int argc, char **argv)
{
    char line[128];
    if (argc != 3) {
        fprintf(stderr, "usage: iscsi-commands URL INITIATOR\n");
        return 2;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    context = iscsi_create_context(argv[2]);
    struct iscsi_url *url = iscsi_parse_full_url(context, argv[1]);
    if (!url) {
        printf("LOST %s\n", iscsi_get_error(context));
        return 1;
    }
    iscsi_set_targetname(context, url->target);
    iscsi_set_session_type(context, ISCSI_SESSION_NORMAL);
    iscsi_set_header_digest(context, ISCSI_HEADER_DIGEST_NONE);
    iscsi_set_noautoreconnect(context, 1);
    iscsi_set_timeout(context, COMMAND_SECONDS);
    lun = url->lun;
    if (iscsi_full_connect_sync(context, url->portal, lun) != 0) {
        printf("LOST %s\n", iscsi_get_error(context));
        return 1;
    }
    iscsi_destroy_url(url);
    printf("READY\n");
    while (fgets(line, sizeof line, stdin))
        obey(line);
    iscsi_logout_sync(context);
    iscsi_destroy_context(context);
    return 0;
}
