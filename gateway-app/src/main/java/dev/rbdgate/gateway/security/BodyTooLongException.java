package dev.rbdgate.gateway.security;

import java.io.IOException;

/** A body without a stated length went over the limit. */
public final class BodyTooLongException extends IOException {
    private static final long serialVersionUID = 1;

    BodyTooLongException(int limit) {
        super("a request body has at most " + limit + " bytes");
    }
}
