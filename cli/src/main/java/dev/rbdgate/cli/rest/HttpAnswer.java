package dev.rbdgate.cli.rest;

import java.util.Locale;
import java.util.Map;

/**
 * What the gateway answered.
 *
 * @param headers by lower-case name
 * @param body empty if there was none
 */
record HttpAnswer(int status, Map<String, String> headers, String body) {

    static final int OK = 200;
    static final int CREATED = 201;
    static final int ACCEPTED = 202;
    static final int NO_CONTENT = 204;
    static final int FIRST_REDIRECT = 300;
    static final int FIRST_REFUSAL = 400;
    static final int UNAUTHORIZED = 401;
    static final int NOT_FOUND = 404;

    String header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, "");
    }

    boolean isJson() {
        String type = header("content-type").toLowerCase(Locale.ROOT);
        return type.startsWith("application/json") || type.startsWith("application/problem+json");
    }
}
