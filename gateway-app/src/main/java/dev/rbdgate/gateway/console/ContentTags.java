package dev.rbdgate.gateway.console;

import dev.rbdgate.gateway.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.core.io.Resource;

/**
 * Entity tags made from the content of files (RFC 9110 8.8.3), weak ones, since a file may be sent
 * compressed. Files of the jar do not change while it runs, so each is read once. Thread-safe.
 */
final class ContentTags implements Function<Resource, String> {

    /** As many hexadecimal digits of a SHA-256 tell apart the versions of one file. */
    private static final int DIGITS = 32;

    /** By address; there are as many as the jar has files. */
    private final Map<String, String> tags = new ConcurrentHashMap<>();

    @Override
    public String apply(Resource file) {
        try {
            return tags.computeIfAbsent(file.getURL().toString(), _ -> tag(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(Resource file) {
        try (InputStream content = file.getInputStream()) {
            return "W/\"%s\"".formatted(Sha256.hex(content.readAllBytes()).substring(0, DIGITS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
