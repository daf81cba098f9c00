/* What a host does first: asks for the targets, logs in, asks for the units. */
#ifndef RBDGATE_LOAD_INVENTORY_H
#define RBDGATE_LOAD_INVENTORY_H

#include "libiscsi.h"

#define REPORT_LUNS_BYTES (1 << 20)

struct inventory {
    unsigned targets;
    unsigned luns;
    double send_targets_microseconds;
    double login_microseconds;
    double report_luns_microseconds;
};

static inline unsigned inventory_targets(struct iscsi_url *url)
{
    unsigned targets = 0;
    struct iscsi_context *context = iscsi_create_context(INITIATOR);
    iscsi_set_session_type(context, ISCSI_SESSION_DISCOVERY);
    iscsi_set_header_digest(context, ISCSI_HEADER_DIGEST_NONE);
    iscsi_set_timeout(context, LOGIN_SECONDS);
    struct iscsi_discovery_address *addresses = NULL;
    if (iscsi_connect_sync(context, url->portal) != 0 || iscsi_login_sync(context) != 0 ||
        !(addresses = iscsi_discovery_sync(context)))
        failed("SendTargets: %s", iscsi_get_error(context));
    for (struct iscsi_discovery_address *address = addresses; address; address = address->next)
        targets++;
    if (addresses)
        iscsi_free_discovery_data(context, addresses);
    if (iscsi_is_logged_in(context))
        iscsi_logout_sync(context);
    iscsi_destroy_context(context);
    return targets;
}

static inline struct inventory take_inventory(const char *text)
{
    struct inventory inventory = {0};
    struct iscsi_context *context = iscsi_create_context(INITIATOR);
    struct iscsi_url *url = iscsi_parse_full_url(context, text);
    if (!url) {
        failed("%s: %s", text, iscsi_get_error(context));
        return inventory;
    }
    uint64_t begin = nanoseconds_now();
    inventory.targets = inventory_targets(url);
    uint64_t discovered = nanoseconds_now();
    iscsi_set_targetname(context, url->target);
    iscsi_set_session_type(context, ISCSI_SESSION_NORMAL);
    iscsi_set_header_digest(context, ISCSI_HEADER_DIGEST_NONE);
    iscsi_set_timeout(context, LOGIN_SECONDS);
    if (iscsi_full_connect_sync(context, url->portal, url->lun) != 0)
        failed("%s: %s", text, iscsi_get_error(context));
    uint64_t logged_in = nanoseconds_now();
    struct scsi_task *task =
        iscsi_is_logged_in(context) ? iscsi_reportluns_sync(context, 0, REPORT_LUNS_BYTES) : NULL;
    struct scsi_reportluns_list *list =
        task && task->status == SCSI_STATUS_GOOD ? scsi_datain_unmarshall(task) : NULL;
    if (list)
        inventory.luns = list->num;
    else
        failed("REPORT LUNS: %s", iscsi_get_error(context));
    uint64_t reported = nanoseconds_now();
    inventory.send_targets_microseconds = (double)(discovered - begin) / 1e3;
    inventory.login_microseconds = (double)(logged_in - discovered) / 1e3;
    inventory.report_luns_microseconds = (double)(reported - logged_in) / 1e3;
    if (task)
        scsi_free_scsi_task(task);
    if (iscsi_is_logged_in(context))
        iscsi_logout_sync(context);
    iscsi_destroy_url(url);
    iscsi_destroy_context(context);
    return inventory;
}

#endif
