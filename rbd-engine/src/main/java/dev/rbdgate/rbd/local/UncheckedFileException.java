package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;

/** Carries a file failure through the object class seam, whose methods declare none. */
final class UncheckedFileException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final StoreFileException failure;

    UncheckedFileException(StoreFileException failure) {
        super(failure);
        this.failure = failure;
    }

    StoreFileException failure() {
        return failure;
    }
}
