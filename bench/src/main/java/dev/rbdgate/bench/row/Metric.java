package dev.rbdgate.bench.row;

/** What is measured, and in which unit it is kept. */
public enum Metric {
    OPERATIONS_PER_SECOND("operations per second", "/s"),
    BYTES_PER_SECOND("throughput", "B/s"),
    READ_MEDIAN("median latency of reads", "µs"),
    READ_P99("99 % latency of reads", "µs"),
    READ_P999("99.9 % latency of reads", "µs"),
    WRITE_MEDIAN("median latency of writes", "µs"),
    WRITE_P99("99 % latency of writes", "µs"),
    WRITE_P999("99.9 % latency of writes", "µs"),
    FLUSH_MEDIAN("median latency of SYNCHRONIZE CACHE", "µs"),
    FLUSH_MAX("longest SYNCHRONIZE CACHE", "µs"),
    PROCESSOR_PER_OPERATION("processor time per operation", "µs"),
    PROCESSOR_PER_BYTE("processor time per byte", "ns"),
    CLIENT_LOAD("load of the client's thread", ""),
    PEAK_MEMORY("peak resident memory", "MiB"),
    IDLE_MEMORY("resident memory, idle", "MiB"),
    START_TIME("start to first login accepted", "s"),
    CREATE_TIME("time to create and map an image", "ms"),
    INVENTORY_TIME("SendTargets, login and REPORT LUNS", "s"),
    MEMORY_PER_UNIT("resident memory per LUN", "KiB");

    private final String title;
    private final String unit;

    Metric(String title, String unit) {
        this.title = title;
        this.unit = unit;
    }

    public String title() {
        return title;
    }

    public String unit() {
        return unit;
    }
}
