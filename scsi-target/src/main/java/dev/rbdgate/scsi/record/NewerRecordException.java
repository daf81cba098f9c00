package dev.rbdgate.scsi.record;

/** A sound record of a later format version: it must be neither believed nor overwritten. */
public final class NewerRecordException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NewerRecordException(String detail) {
        super(detail);
    }
}
