package dev.rbdgate.acceptance;

/** The kinds of logical unit that the conformance tests run against, each of which unlocks some. */
enum LunKind {
    THIN("thin", "64MiB", ""),
    FULL("full", "64MiB", "\"thinProvisioned\":false"),
    READ_ONLY("read-only", "64MiB", "\"readOnly\":true"),
    REMOVABLE("removable", "64MiB", "\"removable\":true"),
    BLOCKS_4K("4k-blocks", "64MiB", "\"blockSize\":4096"),
    WRITE_THROUGH("write-through", "64MiB", "\"writeCache\":false"),

    /** More blocks than the 10-byte commands can address. */
    HUGE("huge", "3TiB", "");

    private final String label;
    private final String size;
    private final String options;

    LunKind(String label, String size, String options) {
        this.label = label;
        this.size = size;
        this.options = options;
    }

    /** Its name in the lists, of its image and of its target. */
    String label() {
        return label;
    }

    String size() {
        return size;
    }

    /** The body that maps its image. */
    String mapping() {
        return "{\"image\":\"rbd/%s\"%s}".formatted(label, options.isEmpty() ? "" : "," + options);
    }
}
