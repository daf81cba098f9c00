package dev.rbdgate.gateway.history;

import java.util.List;

/** What is kept of each second. */
public enum Column {
    /** Commands a second, of any kind. */
    OPERATIONS("operations", Merge.MEAN),
    READ_BYTES("readBytes", Merge.MEAN),
    WRITTEN_BYTES("writtenBytes", Merge.MEAN),
    /** Commands a second that did not end well. */
    ERRORS("errors", Merge.MEAN),
    /** Commands that run or wait. */
    RUNNING("running", Merge.MAX),
    SESSIONS("sessions", Merge.MAX);

    /** In the order of {@link #ordinal}. */
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
