package dev.rbdgate.bench.contestant;

/** Who takes part. */
public enum Kind {
    RBDGATE("rbdgate", "rbdgate with its local store"),
    RBDGATE_CHECKSUMS("rbdgate checksums", "rbdgate with RBDGATE_CHECKSUMS=on"),
    TGT("tgt", "tgt with a file behind it"),
    TGT_NULL("tgt null", "tgt with nothing behind it: what one thread of C makes of the protocol"),
    JSCSI("jSCSI", "jSCSI 2.5.2 with a file in memory behind it"),
    RBDGATE_RADOS("rbdgate rados", "rbdgate on a Ceph cluster"),
    TGT_RBD("tgt rbd", "tgt with librbd behind it, on the same cluster"),
    LIBRBD("librbd", "librbd itself on the same cluster, driven by fio, without iSCSI");

    private final String label;
    private final String description;

    Kind(String label, String description) {
        this.label = label;
        this.description = description;
    }

    public String label() {
        return label;
    }

    public String description() {
        return description;
    }
}
