package dev.rbdgate.scsi.record;

/** The parts of a unit's record. A part's content is its owner's own versioned format. */
public enum UnitSection {
    /** Persistent reservations, while they persist through power loss. */
    RESERVATIONS(1),
    /** Saved mode pages. */
    MODE_PAGES(2),
    /** Identifying information. */
    IDENTIFYING_INFORMATION(3),
    /** A sanitize or format operation that runs or has failed. */
    BACKGROUND_WORK(4);

    private final int tag;

    UnitSection(int tag) {
        this.tag = tag;
    }

    int tag() {
        return tag;
    }
}
