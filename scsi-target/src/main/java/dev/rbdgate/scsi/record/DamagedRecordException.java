package dev.rbdgate.scsi.record;

/** A stored record, or a section of it, that is not what was written: wrong checksum or form. */
public final class DamagedRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DamagedRecordException(String detail) {
        super(detail);
    }
}
