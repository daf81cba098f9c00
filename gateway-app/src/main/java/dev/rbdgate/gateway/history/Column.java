package dev.rbdgate.gateway.history;

import java.util.List;

/** What is kept of each second. */
public enum Column {
    /** Commands a second. */
    READ_OPERATIONS("readOperations", Merge.MEAN),
    WRITE_OPERATIONS("writeOperations", Merge.MEAN),
    /** Flushes, UNMAP and all that is neither READ nor WRITE. */
    OTHER_OPERATIONS("otherOperations", Merge.MEAN),
    READ_BYTES("readBytes", Merge.MEAN),
    WRITTEN_BYTES("writtenBytes", Merge.MEAN),
    /** Commands a second that did not end well. */
    ERRORS("errors", Merge.MEAN),
    /** Seconds; nothing is known of a second in which nothing was read, or written. */
    READ_P50("readP50", Merge.MAX),
    READ_P95("readP95", Merge.MAX),
    READ_P99("readP99", Merge.MAX),
    WRITE_P50("writeP50", Merge.MAX),
    WRITE_P95("writeP95", Merge.MAX),
    WRITE_P99("writeP99", Merge.MAX),
    /** Commands that run or wait. */
    RUNNING("running", Merge.MAX),
    SESSIONS("sessions", Merge.MAX);

    public static final List<Column> ALL = List.of(values());

    private final String label;
    private final Merge merge;

    Column(String label, Merge merge) {
        this.label = label;
        this.merge = merge;
    }

    /** How several seconds become one point. */
    enum Merge {
        MEAN,
        /** The worst is what an average would hide. */
        MAX
    }

    /** The name in REST. */
    public String label() {
        return label;
    }

    Merge merge() {
        return merge;
    }
}
