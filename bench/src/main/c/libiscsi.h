/* The transport that is libiscsi. Data goes between the socket and a slot's buffer, with no copy. */
#ifndef RBDGATE_LOAD_LIBISCSI_H
#define RBDGATE_LOAD_LIBISCSI_H

#include <poll.h>
#include <stdlib.h>

#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>

#include "load.h"

#define INITIATOR "iqn.2026-11.dev.rbdgate:iscsi-load"
/* For connecting and logging in; what runs later is under the watch of the loop itself. */
#define LOGIN_SECONDS 30

struct libiscsi {
    struct iscsi_context *context;
    int lun;
};

static inline const char *task_problem(struct scsi_task *task)
{
    static char text[128];
    if (task->status == SCSI_STATUS_CHECK_CONDITION)
        snprintf(text, sizeof text, "CHECK CONDITION %02x/%02x/%02x", task->sense.key,
                 task->sense.ascq >> 8, task->sense.ascq & 0xff);
    else
        snprintf(text, sizeof text, "status %02x", task->status);
    return text;
}

static inline void libiscsi_open(struct connection *connection)
{
    struct libiscsi *state = calloc(1, sizeof *state);
    state->context = iscsi_create_context(INITIATOR);
    connection->state = state;
    struct iscsi_url *url = iscsi_parse_full_url(state->context, connection->url);
    if (!url) {
        failed("%s: %s", connection->url, iscsi_get_error(state->context));
        return;
    }
    iscsi_set_targetname(state->context, url->target);
    iscsi_set_session_type(state->context, ISCSI_SESSION_NORMAL);
    iscsi_set_header_digest(state->context, ISCSI_HEADER_DIGEST_NONE);
    iscsi_set_noautoreconnect(state->context, 1);
    iscsi_set_timeout(state->context, LOGIN_SECONDS);
    state->lun = url->lun;
    if (iscsi_full_connect_sync(state->context, url->portal, url->lun) != 0) {
        failed("%s: %s", connection->url, iscsi_get_error(state->context));
    } else {
        struct scsi_task *task = iscsi_readcapacity10_sync(state->context, url->lun, 0, 0);
        struct scsi_readcapacity10 *capacity = task && task->status == SCSI_STATUS_GOOD
            ? scsi_datain_unmarshall(task) : NULL;
        if (capacity) {
            connection->block_bytes = capacity->block_size;
            connection->blocks = (uint64_t)capacity->lba + 1;
        } else {
            failed("%s: READ CAPACITY: %s", connection->url,
                   task ? task_problem(task) : iscsi_get_error(state->context));
        }
        if (task)
            scsi_free_scsi_task(task);
    }
    iscsi_set_timeout(state->context, 0);
    iscsi_destroy_url(url);
}

static inline void libiscsi_done(struct iscsi_context *context, int status, void *data, void *private)
{
    struct scsi_task *task = data;
    struct slot *slot = private;
    if (status != SCSI_STATUS_GOOD) {
        failed("%s: %s", slot->connection->url,
               status == SCSI_STATUS_CHECK_CONDITION ? task_problem(task) : iscsi_get_error(context));
    } else if (task->residual_status != SCSI_RESIDUAL_NO_RESIDUAL && slot->operation != OPERATION_FLUSH) {
        failed("%s: residual of %zu bytes", slot->connection->url, task->residual);
    }
    scsi_free_scsi_task(task);
    complete(slot);
}

static inline void libiscsi_submit(struct connection *connection, struct slot *slot)
{
    struct libiscsi *state = connection->state;
    uint32_t lba = (uint32_t)(slot->byte_offset / connection->block_bytes);
    struct scsi_iovec *vector = slot->vector;
    struct scsi_task *task = NULL;
    if (!vector)
        slot->vector = vector = calloc(1, sizeof *vector);
    vector->iov_len = slot->bytes;
    switch (slot->operation) {
    case OPERATION_READ:
        vector->iov_base = slot->read_buffer;
        task = iscsi_read10_iov_task(state->context, state->lun, lba, slot->bytes,
                                     (int)connection->block_bytes, 0, 0, 0, 0, 0, libiscsi_done, slot, vector, 1);
        break;
    case OPERATION_WRITE:
        vector->iov_base = slot->write_buffer;
        task = iscsi_write10_iov_task(state->context, state->lun, lba, NULL, slot->bytes,
                                      (int)connection->block_bytes, 0, 0, slot->fua, 0, 0, libiscsi_done, slot,
                                      vector, 1);
        break;
    case OPERATION_FLUSH:
    case OPERATION_KINDS:
        task = iscsi_synchronizecache10_task(state->context, state->lun, 0, 0, 0, 0, libiscsi_done, slot);
        break;
    }
    if (!task)
        failed("%s: %s", connection->url, iscsi_get_error(state->context));
}

static inline int libiscsi_descriptor(struct connection *connection)
{
    struct libiscsi *state = connection->state;
    return iscsi_get_fd(state->context);
}

static inline short libiscsi_wanted(struct connection *connection)
{
    struct libiscsi *state = connection->state;
    return (short)iscsi_which_events(state->context);
}

static inline void libiscsi_service(struct connection *connection, short events)
{
    struct libiscsi *state = connection->state;
    if (iscsi_service(state->context, events) < 0)
        failed("%s: %s", connection->url, iscsi_get_error(state->context));
}

static inline void libiscsi_close(struct connection *connection)
{
    struct libiscsi *state = connection->state;
    if (iscsi_is_logged_in(state->context))
        iscsi_logout_sync(state->context);
    iscsi_destroy_context(state->context);
    free(state);
}

static const struct transport libiscsi_transport = {
    .name = "libiscsi",
    .open = libiscsi_open,
    .descriptor = libiscsi_descriptor,
    .wanted = libiscsi_wanted,
    .service = libiscsi_service,
    .submit = libiscsi_submit,
    .close = libiscsi_close,
};

#endif
