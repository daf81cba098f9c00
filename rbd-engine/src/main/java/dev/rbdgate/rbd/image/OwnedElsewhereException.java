package dev.rbdgate.rbd.image;

/** Another client owns the image, and was not to be asked. Stackless: it is an answer. */
final class OwnedElsewhereException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OwnedElsewhereException() {
        super("another client owns the image", null, false, false);
    }
}
